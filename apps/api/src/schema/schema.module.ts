import { Module } from '@nestjs/common';
import { DatabaseCheck } from './database-check';
import { Schema } from './schema';

@Module({ providers: [Schema, DatabaseCheck], exports: [Schema, DatabaseCheck] })
export class SchemaModule {}
