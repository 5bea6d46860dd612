import { environmentCacheContract } from '../environment-cache.contract';
import { NoEnvironmentCache } from './no-environment-cache';

const keeps = 'keeps nothing';
const misses = 'keeps nothing, so nothing can be missing';

environmentCacheContract('None', async () => new NoEnvironmentCache(), {
  'cannot follow a change, and knows no more after it': misses,
  'says so when a change is missing between, and stays where it is': misses,
  'remembers what it was filled with': keeps,
  'answers everything above 0, lowest first, as it was given': keeps,
  'with nothing is empty, which is not the same as unknown': keeps,
  'tells a flag from a segment of the same key': keeps,
  'anew forgets what is not there any more': keeps,
  'takes the next change': keeps,
  'takes a change that holds nothing': keeps,
  'takes a tombstone in place of the item': keeps,
  'takes items that are newer than the change': keeps,
  'forgets tombstones up to the revision, and says so from then on': keeps,
  'lets a following change follow': keeps,
  'remembers what one opens, and until when': keeps,
  'takes the latest': keeps,
});
