import { CloudEventSpecversionEnum, Configuration, EventsApi, IndicatorsApi, ResponseError } from './client';

// Written against the generated client alone: address, token, type of event, time, year, project.
async function main([address, token, type, time, year, project]: string[]): Promise<void> {
  const configuration = new Configuration({ basePath: address, accessToken: token });
  const receipt = await new EventsApi(configuration).sendEvents({
    cloudEvent: {
      specversion: CloudEventSpecversionEnum._10,
      id: 'typescript',
      source: '//stranger',
      type,
      time: new Date(time),
      data: { answered: true },
    },
  });
  console.log(`accepted ${receipt.accepted}`);
  const indicators = new IndicatorsApi(configuration);
  for (const one of await indicators.listIndicators({ year: Number(year), project })) {
    console.log(`${one.id} is ${one.verdict} as of ${one.asOf?.toISOString()}`);
  }
  try {
    await indicators.listIndicators({ year: Number(year), project: 'no-such-project' });
  } catch (refused) {
    if (refused instanceof ResponseError) {
      console.log(`refused ${refused.response.status} ${await refused.response.text()}`);
    }
  }
}

main(process.argv.slice(2)).catch((failure) => {
  console.error(failure);
  process.exit(1);
});
