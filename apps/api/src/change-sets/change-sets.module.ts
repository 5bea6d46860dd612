import { Module } from '@nestjs/common';
import { ChangeSets } from './change-sets';
import { History } from './history';
import { HistoryController } from './history.controller';

@Module({ controllers: [HistoryController], providers: [ChangeSets, History], exports: [ChangeSets] })
export class ChangeSetsModule {}
