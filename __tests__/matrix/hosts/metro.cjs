// Bundles with Metro as React Native sets it up: ENTRY, OUT.
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const Metro = require('metro');
const { getDefaultConfig, mergeConfig } = require('metro-config');

const [entry, out] = process.argv.slice(2);
const folder = process.cwd();

/** Before and since React Native 0.73. */
const transformer = ['metro-react-native-babel-transformer', '@react-native/metro-babel-transformer'].find(
  (name) => existsSync(join(folder, 'node_modules', name)),
);

async function main() {
  const config = mergeConfig(await getDefaultConfig(folder), {
    projectRoot: folder,
    watchFolders: [folder],
    cacheStores: [],
    maxWorkers: 1,
    reporter: { update: () => undefined },
    resolver: {
      resolverMainFields: ['react-native', 'browser', 'main'],
      platforms: ['android', 'ios'],
      unstable_conditionNames: ['react-native'],
      useWatchman: false,
    },
    transformer: {
      babelTransformerPath: require.resolve(transformer),
      getTransformOptions: () =>
        Promise.resolve({ transform: { experimentalImportSupport: false, inlineRequires: true } }),
    },
  });
  await Metro.runBuild(config, { entry, out: join(folder, out), platform: 'android', minify: true });
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
