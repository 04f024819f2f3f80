const { TestEnvironment } = require('jest-environment-node');

/** Node, but after the first test that fails all others are skipped: a mutant needs only one. */
module.exports = class extends TestEnvironment {
  failed = false;

  constructor(config, context) {
    super(config, context);
    const { testNamePattern = '' } = config.globalConfig;
    this.global.TESTS_TO_RUN = testNamePattern.replace(/\\(.)/g, '$1');
  }

  handleTestEvent({ name, test }) {
    if (!this.global.TESTS_TO_RUN) return;
    if (name === 'test_done' && test.errors.length > 0) this.failed = true;
    if (name === 'test_start' && this.failed) test.mode = 'skip';
  }
};
