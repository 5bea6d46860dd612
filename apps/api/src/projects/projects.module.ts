import { Module } from '@nestjs/common';
import { ChangeSetsModule } from '../change-sets/change-sets.module';
import { ChosenIds } from './chosen-ids';
import { EnvironmentsController } from './environments.controller';
import { ProjectsController } from './projects.controller';
import { SecretSeal } from './secret-seal';
import { SecretsController } from './secrets.controller';
import { CreateEnvironment } from './use-cases/create-environment';
import { CreateProject } from './use-cases/create-project';

@Module({
  imports: [ChangeSetsModule],
  controllers: [ProjectsController, EnvironmentsController, SecretsController],
  providers: [SecretSeal, ChosenIds, CreateProject, CreateEnvironment],
  exports: [SecretSeal],
})
export class ProjectsModule {}
