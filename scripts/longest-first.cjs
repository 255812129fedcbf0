/** Order of the tests: end-to-end tests take minutes, and one that starts last would leave the other workers idle. */
const { default: Sequencer } = require('@jest/test-sequencer');

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const isLong = ({ path }) => path.includes('/__tests__/e2e/');
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
};
