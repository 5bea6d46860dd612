import { specification } from '../testing/specification';
import { bucketOf, inRange } from './bucketing';
import { md5FirstWord, md5Hex } from './md5';

interface Bucketing {
  readonly buckets: readonly { input: string; md5First4Bytes: string; int32: number; bucket: number }[];
  readonly ranges: readonly { input: string; range: [number, number]; holds: boolean }[];
}
const { buckets, ranges } = specification<Bucketing>('bucketing');

describe('bucketing', () => {
  it.each(buckets)('puts "$input" at $bucket', ({ input, md5First4Bytes, int32, bucket }) => {
    expect(md5Hex(input).slice(0, 8)).toBe(md5First4Bytes);
    expect(md5FirstWord(input)).toBe(int32);
    expect(bucketOf(input)).toBe(bucket);
  });

  it.each(ranges)('says $holds for "$input" in $range', ({ input, range: [min, max], holds }) => {
    expect(inRange(input, min, max)).toBe(holds);
  });
});
