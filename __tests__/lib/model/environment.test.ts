import { categoryOf } from '../../../lib/model/environment';

test.each([
  ['production', 'production'],
  ['eu-prod-1', 'production'],
  ['Staging', 'staging'],
  ['stage2', 'staging'],
  ['test', 'staging'],
  ['team-a-dev', 'development'],
  ['sandbox', 'development'],
  ['lab', 'lab'],
  ['dev-of-production', 'production'],
  ['customer-x', 'production'],
  ['constructor', 'production'],
  ['', 'production'],
])('the category of %j is %s', (name, category) => {
  expect(categoryOf(name)).toBe(category);
});
