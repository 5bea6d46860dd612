import { Module } from '@nestjs/common';
import { SnapshotMetrics } from './snapshot-metrics';
import { SnapshotSource } from './snapshot-source';
import { SnapshotReadiness } from './snapshot-readiness';
import { Snapshots } from './snapshots';

@Module({ providers: [Snapshots, SnapshotSource, SnapshotMetrics, SnapshotReadiness], exports: [Snapshots] })
export class SnapshotsModule {}
