export default {
  tatodesk: {
    input: { target: process.env.SPEC },
    output: {
      target: 'client/tatodesk.ts',
      client: 'fetch',
      mode: 'single',
      baseUrl: { getBaseUrlFromSpecification: true },
      override: { useTypeOverInterfaces: true },
    },
  },
};
