/** The day on which the examples are tried. Their waivers and templates end one day, and this test shall not. */
const RealDate = Date;
const offset = RealDate.parse('2026-11-21T12:00:00Z') - RealDate.now();

globalThis.Date = class Date extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + offset);
    else super(...given);
  }

  static now() {
    return RealDate.now() + offset;
  }
};
