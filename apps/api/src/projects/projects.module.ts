import { Module } from '@nestjs/common';
import { ChangeSetsModule } from '../change-sets/change-sets.module';
import { EnvironmentsController } from './environments.controller';
import { ProjectsController } from './projects.controller';
import { SecretSeal } from './secret-seal';
import { SecretsController } from './secrets.controller';
import { ShownSecrets } from './shown-secrets';
import { ArchiveEnvironment } from './use-cases/archive-environment';
import { ArchiveProject } from './use-cases/archive-project';
import { CreateEnvironment } from './use-cases/create-environment';
import { CreateProject } from './use-cases/create-project';
import { CreateSecret } from './use-cases/create-secret';
import { DeleteEnvironment } from './use-cases/delete-environment';
import { DeleteProject } from './use-cases/delete-project';
import { DeleteSecret } from './use-cases/delete-secret';
import { EnvironmentEdits } from './use-cases/environment-edits';
import { ProjectEdits } from './use-cases/project-edits';
import { RestoreEnvironment } from './use-cases/restore-environment';
import { RestoreProject } from './use-cases/restore-project';
import { SecretEdits } from './use-cases/secret-edits';
import { UpdateEnvironment } from './use-cases/update-environment';
import { UpdateProject } from './use-cases/update-project';
import { UpdateSecret } from './use-cases/update-secret';

const projects = [ProjectEdits, CreateProject, UpdateProject, ArchiveProject, RestoreProject, DeleteProject];
const environments = [
  EnvironmentEdits,
  CreateEnvironment,
  UpdateEnvironment,
  ArchiveEnvironment,
  RestoreEnvironment,
  DeleteEnvironment,
];
const secrets = [SecretSeal, ShownSecrets, SecretEdits, CreateSecret, UpdateSecret, DeleteSecret];

@Module({
  imports: [ChangeSetsModule],
  controllers: [ProjectsController, EnvironmentsController, SecretsController],
  providers: [...projects, ...environments, ...secrets],
  exports: [SecretSeal],
})
export class ProjectsModule {}
