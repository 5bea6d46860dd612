import { Module } from '@nestjs/common';
import { ChangeSetsModule } from '../change-sets/change-sets.module';
import { CreateWorkspace } from './use-cases/create-workspace';
import { WorkspacesController } from './workspaces.controller';

@Module({ imports: [ChangeSetsModule], controllers: [WorkspacesController], providers: [CreateWorkspace] })
export class WorkspacesModule {}
