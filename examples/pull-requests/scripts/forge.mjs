/**
 * GitHub and GitLab by one interface: who we are, comments of one change request, issues.
 *
 * A comment is `{ id, body, url }`, an issue too. Only those are found that the owner of the token wrote: anybody may copy a
 * hidden mark into a comment.
 */

import { Api, BadInput, RequestFailed } from './api.mjs';

/** GitHub where GITHUB_REPOSITORY is set, GitLab where CI_PROJECT_ID is. */
export function forge(environment) {
  if (present(environment.GITHUB_REPOSITORY)) return new GitHub(environment);
  if (present(environment.CI_PROJECT_ID)) return new GitLab(environment);
  throw new BadInput(
    'GITHUB_REPOSITORY and CI_PROJECT_ID are both unset: run this in a job of GitHub Actions or GitLab CI, or set one of them',
  );
}

/** https://docs.github.com/en/rest/issues/comments */
class GitHub {
  name = 'GitHub';
  /** Its answer to more: "body is too long (maximum is 65536 characters)". */
  limit = 65_536;

  constructor(environment) {
    const repository = required(environment, 'GITHUB_REPOSITORY', 'owner/name');
    if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
      throw new BadInput(`GITHUB_REPOSITORY: got "${repository}"; it is written owner/name`);
    }
    const token = required(environment, 'GITHUB_TOKEN', "the job's token: ${{ github.token }}");
    this.environment = environment;
    this.path = `/repos/${repository}`;
    this.api = new Api(
      environment.GITHUB_API_URL || 'https://api.github.com',
      {
        authorization: `Bearer ${token}`,
        accept: 'application/vnd.github+json',
        'x-github-api-version': '2022-11-28',
      },
      (status) => advice[status] && `${advice[status]}${githubAdvice[status] ?? ''}`,
    );
  }

  /** Login of the owner of the token. Tokens of apps, such as the job's own, may not ask, and act as the app's bot. */
  async login() {
    const { COMMENT_AUTHOR, GITHUB_ACTIONS } = this.environment;
    if (present(COMMENT_AUTHOR)) return COMMENT_AUTHOR;
    if (GITHUB_ACTIONS === 'true') return 'github-actions[bot]';
    return (await this.api.get('/user')).login;
  }

  /** What we wrote must be found again by the next run. */
  async written({ html_url: url, user }) {
    const login = await this.login();
    if (user?.login !== login) {
      throw new RequestFailed(
        `${url} was written by ${user?.login}, and the next run would look for ${login}: set COMMENT_AUTHOR to ${user?.login}`,
      );
    }
    return url;
  }

  /** Number of the pull request: that of the event, or the open one whose head is a commit of a branch of a fork. */
  async changeRequest() {
    const { PULL_REQUEST, PULL_REQUEST_HEAD, PULL_REQUEST_SHA } = this.environment;
    if (present(PULL_REQUEST)) return number(PULL_REQUEST, 'PULL_REQUEST');
    if (!present(PULL_REQUEST_HEAD) || !present(PULL_REQUEST_SHA)) {
      throw new BadInput(
        'PULL_REQUEST is unset: give the number of the pull request, or PULL_REQUEST_HEAD (owner:branch) and PULL_REQUEST_SHA',
      );
    }
    const head = encodeURIComponent(PULL_REQUEST_HEAD);
    const found = await this.api.find(
      `${this.path}/pulls?state=open&head=${head}&per_page=100`,
      (pull) => pull.head?.sha === PULL_REQUEST_SHA,
    );
    return found?.number;
  }

  async findComment(request, fits) {
    const login = await this.login();
    const found = await this.api.find(
      `${this.path}/issues/${request}/comments?per_page=100`,
      ({ body, user }) => user?.login === login && fits(body ?? ''),
    );
    return found && { id: found.id, body: found.body, url: found.html_url };
  }

  async createComment(request, body) {
    const { data } = await this.api.request('POST', `${this.path}/issues/${request}/comments`, {
      body,
    });
    return this.written(data);
  }

  async updateComment(_request, id, body) {
    const { data } = await this.api.request('PATCH', `${this.path}/issues/comments/${id}`, {
      body,
    });
    return data.html_url;
  }

  async findIssue(fits) {
    const login = await this.login();
    const found = await this.api.find(
      `${this.path}/issues?state=open&per_page=100`,
      // GitHub lists pull requests as issues, too.
      ({ body, user, pull_request: pull }) =>
        pull === undefined && user?.login === login && fits(body ?? ''),
    );
    return found && { id: found.number, body: found.body, url: found.html_url };
  }

  async createIssue(title, body) {
    const { data } = await this.api.request('POST', `${this.path}/issues`, { title, body });
    return this.written(data);
  }

  async updateIssue(id, changes) {
    const { close, ...rest } = changes;
    const state = close ? { state: 'closed', state_reason: 'completed' } : {};
    const { data } = await this.api.request('PATCH', `${this.path}/issues/${id}`, {
      ...rest,
      ...state,
    });
    return data.html_url;
  }
}

/** https://docs.gitlab.com/api/notes/ and https://docs.gitlab.com/api/issues/ */
class GitLab {
  name = 'GitLab';
  /** https://docs.gitlab.com/administration/instance_limits/#size-of-comments-and-descriptions-of-issues-merge-requests-and-epics */
  limit = 1_000_000;

  constructor(environment) {
    const project = required(environment, 'CI_PROJECT_ID', 'the number of the project');
    const token = required(
      environment,
      'REVIEW_TOKEN',
      'a project access token with the scope api; CI_JOB_TOKEN may not write comments',
    );
    this.environment = environment;
    this.path = `/projects/${encodeURIComponent(project)}`;
    this.api = new Api(
      required(environment, 'CI_API_V4_URL', 'the address of the API, ending in /api/v4'),
      { 'private-token': token },
      (status) => advice[status] && `${advice[status]}${gitlabAdvice[status] ?? ''}`,
    );
  }

  async changeRequest() {
    const iid = this.environment.CI_MERGE_REQUEST_IID;
    if (!present(iid)) {
      throw new BadInput(
        'CI_MERGE_REQUEST_IID is unset: run the job in merge request pipelines (rules: if: $CI_PIPELINE_SOURCE == "merge_request_event")',
      );
    }
    return number(iid, 'CI_MERGE_REQUEST_IID');
  }

  async user() {
    return (await this.api.get('/user')).id;
  }

  async findComment(request, fits) {
    const id = await this.user();
    const found = await this.api.find(
      `${this.path}/merge_requests/${request}/notes?per_page=100&sort=asc`,
      ({ body, author, system }) => system !== true && author?.id === id && fits(body ?? ''),
    );
    return found && { id: found.id, body: found.body, url: `note ${found.id}` };
  }

  async createComment(request, body) {
    const path = `${this.path}/merge_requests/${request}/notes`;
    return `note ${(await this.api.request('POST', path, { body })).data.id}`;
  }

  async updateComment(request, id, body) {
    const path = `${this.path}/merge_requests/${request}/notes/${id}`;
    return `note ${(await this.api.request('PUT', path, { body })).data.id}`;
  }

  async findIssue(fits) {
    const id = await this.user();
    const found = await this.api.find(
      `${this.path}/issues?state=opened&author_id=${id}&per_page=100`,
      ({ description, author }) => author?.id === id && fits(description ?? ''),
    );
    return found && { id: found.iid, body: found.description, url: found.web_url };
  }

  async createIssue(title, description) {
    const { data } = await this.api.request('POST', `${this.path}/issues`, { title, description });
    return data.web_url;
  }

  async updateIssue(id, { title, body, close }) {
    const { data } = await this.api.request('PUT', `${this.path}/issues/${id}`, {
      ...(title === undefined ? {} : { title }),
      ...(body === undefined ? {} : { description: body }),
      ...(close ? { state_event: 'close' } : {}),
    });
    return data.web_url;
  }
}

const advice = {
  301: 'the address has moved: correct the name of the repository or the address of the API',
  302: 'the API wants a log-in: correct its address or the token',
  307: 'the address has moved: correct the name of the repository or the address of the API',
  308: 'the address has moved: correct the name of the repository or the address of the API',
  401: 'the token is wrong, revoked or expired: give a new one',
  403: 'the token may not do this: give it the permission',
  404: 'there is no such thing, or the token may not see it: check the number, the repository and the token',
  410: 'comments or issues are switched off: switch them on in the settings of the project',
  422: 'the server refuses the content: see its words',
};

const githubAdvice = {
  401: ' (GITHUB_TOKEN: ${{ github.token }})',
  403: ' (permissions: pull-requests: write for comments, issues: write for issues; pull requests of forks never get it, see docs/pull-requests.md)',
};

const gitlabAdvice = {
  401: ' (REVIEW_TOKEN: a project access token; CI_JOB_TOKEN does not do)',
  403: ' (REVIEW_TOKEN: scope api, role Reporter for comments, Planner or Reporter for issues)',
};

function present(value) {
  return value !== undefined && value !== '';
}

function required(environment, name, what) {
  const value = environment[name];
  if (!present(value)) throw new BadInput(`${name} is unset: set it to ${what}`);
  return value;
}

function number(text, name) {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new BadInput(`${name}: got "${text}"; it is a number`);
  return Number(text);
}
