import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ChangeSetsModule } from '../change-sets/change-sets.module';
import { ProjectsModule } from '../projects/projects.module';
import { MakeFirstRun, ROOT_ACCESS_TOKEN } from './make-first-run';
import { MakeRootAccess } from './make-root-access';
import { RootAccess } from './root-access';
import { SystemCaller } from './system-caller';

@Module({})
export class FirstRunModule {
  static forRoot(config: { readonly ROOT_ACCESS_TOKEN?: string }): DynamicModule {
    return {
      module: FirstRunModule,
      imports: [ChangeSetsModule, ProjectsModule],
      providers: [
        SystemCaller,
        RootAccess,
        MakeFirstRun,
        MakeRootAccess,
        { provide: ROOT_ACCESS_TOKEN, useValue: config.ROOT_ACCESS_TOKEN },
      ],
      exports: [MakeFirstRun, MakeRootAccess],
    };
  }
}
