// The reference of the API: what the package exports, as Markdown below docs/api, with a sidebar of its own.
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Converter, ReflectionKind } from 'typedoc';

const docs = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const repository = resolve(docs, '..');
const { name: packageName, exports } = JSON.parse(
  readFileSync(join(repository, 'package.json'), 'utf8'),
);

/** Each entry point as it is imported, such as `vm-lifecycle/libvirt`, with its source. */
const points = Object.entries(exports)
  .filter(([, target]) => target.types !== undefined)
  .map(([path, { types }]) => ({
    name: join(packageName, path),
    source: types.replace(/^\.\/dist\//, '').replace(/\.d\.ts$/, '.ts'),
  }));

function nameModules(application) {
  application.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      const file = project.getSymbolIdFromReflection(module)?.fileName ?? '';
      const point = points.find(({ source }) => file.endsWith(`/${source}`));
      if (point === undefined) throw new Error(`no entry point of ${packageName}: ${file}`);
      module.name = point.name;
    }
  });
}

export default {
  entryPoints: points.map(({ source }) => join(repository, source)),
  tsconfig: join(repository, 'tsconfig.build.json'),
  plugin: ['typedoc-plugin-markdown', 'typedoc-vitepress-theme', nameModules],
  out: join(docs, 'api'),
  docsRoot: docs,
  name: 'API',
  readme: 'none',
  disableSources: true,
  excludePrivate: true,
  excludeExternals: true,
  hidePageHeader: true,
  hideBreadcrumbs: true,
  // Types that are described where they are used, and exported nowhere.
  validation: { notExported: false, invalidLink: false },
};
