import { environmentCacheContract } from '../environment-cache.contract';
import { MemoryEnvironmentCache } from './memory-environment-cache';

environmentCacheContract('Memory', async () => new MemoryEnvironmentCache());
