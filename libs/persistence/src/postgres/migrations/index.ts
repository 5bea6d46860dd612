import { hierarchy } from './0001-hierarchy';
import { segments } from './0002-segments';
import { flags } from './0003-flags';
import { changeSets } from './0004-change-sets';
import { secondLine } from './0005-second-line';

/** In the order they run. A migration that was released is never edited. */
export const migrations = [hierarchy, segments, flags, changeSets, secondLine];
