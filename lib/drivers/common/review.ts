import type { ReviewTable } from '../review-table';

/** Resources that every driver makes. */
export const commonReview: ReviewTable = {
  // Its input is whatever a stack remembers, also whole guest configurations: none of it is printed.
  terraform_data: { printed: ['id'], volatile: [], identity: ['id'], decisive: [] },
};
