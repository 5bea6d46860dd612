import { errorOf, projectId, someMeans, storedFlag } from '../../testing';
import { createSegment } from '../segments/create-segment';
import { createEnvironment } from './create-environment';

const contents = {
  projectId,
  flags: [
    storedFlag().state,
    storedFlag({
      key: 'Banner',
      type: 'string',
      variations: [
        { key: 'red', value: 'r' },
        { key: 'blue', value: 'b' },
      ],
    }).state,
  ],
  segments: [createSegment({ key: 'beta' }, { projectId, environments: [] }, someMeans()).segment.state],
  environments: 2,
};

describe('a new environment', () => {
  it('has two secrets, and a targeting for every flag and segment of the project', () => {
    const { environment, secrets, targetings, segmentTargetings } = createEnvironment({ key: 'qa' }, contents, someMeans());
    expect(secrets.map(({ name, type }) => `${name} ${type}`)).toEqual(['Server Key server', 'Client Key client']);
    expect(
      targetings.map(({ state }) => [state.flagKey, state.environment, state.document.enabled, state.document.offVariation]),
    ).toEqual([
      ['new-nav', 'qa', false, 'off'],
      ['Banner', 'qa', false, 'blue'],
    ]);
    expect(segmentTargetings.map(({ state }) => [state.segmentKey, state.environmentId])).toEqual([
      ['beta', environment.state.id],
    ]);
  });

  it('is one of a limited number', () => {
    expect(errorOf(() => createEnvironment({ key: 'qa' }, contents, someMeans({ environmentsPerProject: 2 })))).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      facts: { limit: 2, value: 3 },
    });
  });
});
