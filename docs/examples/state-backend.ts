import { EnvironmentStack, StateBackend } from 'vm-lifecycle';
import type { Site } from './site';

export function postgresql({ app }: Site): void {
  new EnvironmentStack(app, 'production', { backend: StateBackend.postgresql() });
}

export function s3({ app }: Site): void {
  new EnvironmentStack(app, 'production', {
    backend: StateBackend.s3({ bucket: 'example-state', region: 'eu-central-1', prefix: 'vms' }),
  });
}

export function gitlab({ app }: Site): void {
  new EnvironmentStack(app, 'production', {
    backend: StateBackend.http({
      address: 'https://gitlab.example/api/v4/projects/42/terraform/state',
      locking: 'gitlab',
    }),
  });
}

export function withPassword({ app }: Site): void {
  new EnvironmentStack(app, 'production', {
    backend: StateBackend.postgresql({
      connection: 'postgres://state:not-a-real-one@db.example/terraform',
    }),
  });
}
