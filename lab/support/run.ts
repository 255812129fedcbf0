export * from '../../lib/operations/process';
