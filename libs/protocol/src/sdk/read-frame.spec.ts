import { readFrame } from './read-frame';

describe('a frame from an SDK', () => {
  it.each([
    ['{"messageType":"ping","data":null}', { messageType: 'ping', data: null }],
    ['{"messageType":"DATA-Sync","data":{"timestamp":0}}', { messageType: 'data-sync', data: { timestamp: 0 } }],
    ['{"data":[1],"messageType":"echo","more":true}', { messageType: 'echo', data: [1] }],
    ['{"messageType":"never-heard-of","data":0}', { messageType: 'never-heard-of', data: 0 }],
  ])('is read: %s', (text, frame) => {
    expect(readFrame(text)).toEqual(frame);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{sorry'],
    ['null', 'null'],
    ['a number', '42'],
    ['text', '"ping"'],
    ['a list', '[{"messageType":"ping","data":null}]'],
    ['an empty object', '{}'],
    ['a message without data', '{"messageType":"ping"}'],
    ['data without a type', '{"data":{}}'],
    ['another spelling of a member', '{"MessageType":"ping","data":null}'],
    ['a type that is no text', '{"messageType":7,"data":null}'],
    ['a type that is null', '{"messageType":null,"data":null}'],
  ])('is dropped: %s', (_, text) => {
    expect(readFrame(text)).toBeUndefined();
  });

  it('does not overflow on 30,000 lists in each other', () => {
    expect(readFrame(`{"messageType":"echo","data":${'['.repeat(30_000)}${']'.repeat(30_000)}}`)?.messageType).toBe('echo');
  });
});
