import { Module } from '@nestjs/common';
import { ChangeSetsModule } from '../change-sets/change-sets.module';
import { CreateWorkspace } from './use-cases/create-workspace';
import { DeleteWorkspace } from './use-cases/delete-workspace';
import { UpdateWorkspace } from './use-cases/update-workspace';
import { WorkspaceEdits } from './use-cases/workspace-edits';
import { WorkspacesController } from './workspaces.controller';

@Module({
  imports: [ChangeSetsModule],
  controllers: [WorkspacesController],
  providers: [WorkspaceEdits, CreateWorkspace, UpdateWorkspace, DeleteWorkspace],
})
export class WorkspacesModule {}
