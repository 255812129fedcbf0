import {
  CloudBackend,
  HttpBackend,
  LocalBackend,
  NamedCloudWorkspace,
  PgBackend,
  S3Backend,
  type PgBackendConfig,
  type TerraformBackend,
  type TerraformStack,
} from 'cdktf';
import { got, redacted, throwIfAny, type Problem } from '../errors';

/** Makes the backend of one stack; {@link EnvironmentStackProps.backend} takes it. */
export type StateBackendFactory = (stack: TerraformStack) => TerraformBackend;

/** State in a file of this machine. */
export interface LocalStateProps {
  /** Folder of the files, one for each stack; relative to the stack's folder in cdktf.out, or absolute. */
  readonly folder: string;
}

/** State in PostgreSQL. */
export interface PostgresqlStateProps {
  /**
   * Where the database is, without a password: `postgres://db.example.org/terraform`. The password comes from PGPASSWORD
   * or a password file, and whatever is left out from the other PG variables of libpq.
   *
   * @default - PG_CONN_STR, which may hold a password
   */
  readonly connection?: string;
  /** Each stack has a schema of its own, named by this and the stack's id. @default 'terraform_' */
  readonly schemaPrefix?: string;
  /** False: an administrator makes the schemas; Terraform needs no right to. @default true */
  readonly createSchema?: boolean;
}

/** State in S3, or what speaks its protocol. */
export interface S3StateProps {
  readonly bucket: string;
  /** @default - AWS_REGION */
  readonly region?: string;
  /** Folder in the bucket; each stack is an object `<prefix>/<stack id>.tfstate`. @default - the top of the bucket */
  readonly prefix?: string;
  /** Key of KMS that encrypts the objects: its ARN or id. @default - the key of S3 itself (AES-256) */
  readonly kmsKeyId?: string;
  /**
   * What keeps two runs apart. `lockfile`: an object beside the state, of Terraform 1.10 and OpenTofu 1.10 or newer. Older
   * ones need a table of DynamoDB with the key `LockID`.
   *
   * @default 'lockfile'
   */
  readonly locking?: 'lockfile' | { readonly dynamodbTable: string };
  /** Address of a service that speaks S3. @default - AWS */
  readonly endpoint?: string;
}

/** State behind HTTP, such as in GitLab. */
export interface HttpStateProps {
  /** Address of the states, without user and password; each stack is `<address>/<stack id>`. */
  readonly address: string;
  /**
   * How the service locks: `LOCK` and `UNLOCK` requests to the same address, or as GitLab does, `POST` and `DELETE` to
   * `<address>/<stack id>/lock`.
   *
   * @default 'lock-unlock'
   */
  readonly locking?: 'lock-unlock' | 'gitlab';
}

/** State in HCP Terraform. */
export interface HcpTerraformStateProps {
  readonly organization: string;
  /** @default - the default project of the organization */
  readonly project?: string;
  /** Each stack has a workspace of its own, named by this and the stack's id. @default - no prefix */
  readonly workspacePrefix?: string;
  /** Host of Terraform Enterprise. @default - HCP Terraform */
  readonly hostname?: string;
}

/**
 * Where a team keeps the state of its stacks: each stack apart, always with a lock, and never with a secret in what is
 * synthesized. Credentials come from environment variables of the backend: `PG_CONN_STR` or `PGPASSWORD`, `AWS_*`,
 * `TF_HTTP_USERNAME` and `TF_HTTP_PASSWORD`, `TF_TOKEN_app_terraform_io`.
 *
 * ```ts
 * super(scope, 'production', { backend: StateBackend.postgresql() });
 * ```
 */
export class StateBackend {
  private constructor() {
    // Factories only.
  }

  /** A file for each stack: for a lab or one person. Locks work on one machine only. */
  static local(props: LocalStateProps): StateBackendFactory {
    return (stack) => new LocalBackend(stack, { path: `${props.folder}/${stack.node.id}.tfstate` });
  }

  /**
   * PostgreSQL, one schema for each stack.
   *
   * @throws VmLifecycleError VML056 where the connection holds a password; VML055 where the name of a schema is too long
   */
  static postgresql(props: PostgresqlStateProps = {}): StateBackendFactory {
    const path = 'StateBackend.postgresql';
    const { connection } = props;
    throwIfAny(
      connection !== undefined && holdsPassword(connection)
        ? [secret(`${path}.connection`, 'PG_CONN_STR or PGPASSWORD')]
        : [],
    );
    return (stack) => {
      const schemaName = `${props.schemaPrefix ?? 'terraform_'}${stack.node.id}`;
      throwIfAny(schemaProblems(schemaName, `${stack.node.path}.backend.schemaName`));
      // cdktf asks for the connection string, while the backend takes it from PG_CONN_STR as well.
      const config: Omit<PgBackendConfig, 'connStr'> & { readonly connStr?: string } = {
        schemaName,
        ...(connection === undefined ? {} : { connStr: connection }),
        ...(props.createSchema === false ? { skipSchemaCreation: true } : {}),
      };
      return new PgBackend(stack, config as PgBackendConfig);
    };
  }

  /**
   * S3, one object for each stack, encrypted at rest.
   *
   * @throws VmLifecycleError VML056 where the endpoint holds credentials
   */
  static s3(props: S3StateProps): StateBackendFactory {
    const { locking = 'lockfile', endpoint } = props;
    throwIfAny([
      ...required(props.bucket, 'StateBackend.s3.bucket', 'name the bucket'),
      ...(endpoint === undefined ? [] : addressProblems(endpoint, 'StateBackend.s3.endpoint', aws)),
    ]);
    const folder = props.prefix === undefined ? '' : `${props.prefix.replace(/\/+$/, '')}/`;
    return (stack) => {
      const backend = new S3Backend(stack, {
        bucket: props.bucket,
        key: `${folder}${stack.node.id}.tfstate`,
        encrypt: true,
        ...(props.region === undefined ? {} : { region: props.region }),
        ...(props.kmsKeyId === undefined ? {} : { kmsKeyId: props.kmsKeyId }),
        ...(endpoint === undefined ? {} : { endpoints: { s3: endpoint }, usePathStyle: true }),
        ...(locking === 'lockfile' ? {} : { dynamodbTable: locking.dynamodbTable }),
      });
      // Newer than the backend that cdktf knows.
      if (locking === 'lockfile') stack.addOverride('terraform.backend.s3.use_lockfile', true);
      return backend;
    };
  }

  /**
   * A service that speaks Terraform's HTTP protocol, such as GitLab; one state for each stack.
   *
   * @throws VmLifecycleError VML055 or VML056 where the address is none, or holds credentials
   */
  static http(props: HttpStateProps): StateBackendFactory {
    throwIfAny(addressProblems(props.address, 'StateBackend.http.address', http));
    const base = props.address.replace(/\/+$/, '');
    return (stack) => {
      const address = `${base}/${stack.node.id}`;
      const gitlab = props.locking === 'gitlab';
      const lockAddress = gitlab ? `${address}/lock` : address;
      return new HttpBackend(stack, {
        address,
        lockAddress,
        unlockAddress: lockAddress,
        lockMethod: gitlab ? 'POST' : 'LOCK',
        unlockMethod: gitlab ? 'DELETE' : 'UNLOCK',
      });
    };
  }

  /** HCP Terraform or Terraform Enterprise, one workspace for each stack; its execution mode is to be `local`. */
  static hcpTerraform(props: HcpTerraformStateProps): StateBackendFactory {
    throwIfAny(
      required(
        props.organization,
        'StateBackend.hcpTerraform.organization',
        'name the organization',
      ),
    );
    return (stack) =>
      new CloudBackend(stack, {
        organization: props.organization,
        ...(props.hostname === undefined ? {} : { hostname: props.hostname }),
        workspaces: new NamedCloudWorkspace(
          `${props.workspacePrefix ?? ''}${stack.node.id}`,
          props.project,
        ),
      });
  }
}

const aws = 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile';
const http = 'TF_HTTP_USERNAME and TF_HTTP_PASSWORD';

/** A URI with a password, or a setting `password=` in either form of a connection string. */
function holdsPassword(connection: string): boolean {
  return (
    /(^|[\s?&;])(ssl)?password\s*=/i.test(connection) ||
    /^[a-z]+:\/\/[^/?#]*:[^/?#]*@/i.test(connection)
  );
}

function schemaProblems(name: string, path: string): readonly Problem[] {
  // PostgreSQL cuts longer names, so that two stacks would share one state without a word:
  // https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
  if (Buffer.byteLength(name) <= 63) return [];
  return [
    {
      code: 'VML055',
      path,
      got: got(name),
      rule: 'the name of a schema has at most 63 bytes (PostgreSQL)',
      fix: 'give a shorter schemaPrefix, or a shorter id of the stack',
    },
  ];
}

function required(value: string, path: string, fix: string): readonly Problem[] {
  if (value.trim() !== '') return [];
  return [{ code: 'VML041', path, got: got(value), rule: 'a required field is given', fix }];
}

function addressProblems(address: string, path: string, variables: string): readonly Problem[] {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return [malformed(path, 'no address')];
  }
  if (url.username !== '' || url.password !== '') return [secret(path, variables)];
  if (!/^https?:$/.test(url.protocol)) return [malformed(path, `the protocol ${url.protocol}`)];
  // A token would stand there, and the name of the stack is appended.
  if (url.search !== '' || url.hash !== '') return [malformed(path, 'an address with a query')];
  return [];
}

function malformed(path: string, given: string): Problem {
  return {
    code: 'VML055',
    path,
    got: given,
    rule: 'an address is http or https, without query and fragment',
    fix: 'write it as https://host/path',
  };
}

function secret(path: string, variables: string): Problem {
  return {
    code: 'VML056',
    path,
    got: redacted('credentials'),
    rule: 'cdk.tf.json, plans and logs hold no secret',
    fix: `leave them out, and give them by ${variables}`,
  };
}
