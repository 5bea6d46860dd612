/** Of this build: package.json's, which a test compares. */
export const VERSION = '0.1.0';
