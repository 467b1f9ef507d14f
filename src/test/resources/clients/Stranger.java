import dabiao.ApiClient;
import dabiao.ApiException;
import dabiao.api.EventsApi;
import dabiao.api.IndicatorsApi;
import dabiao.model.CloudEvent;
import dabiao.model.Indicator;
import dabiao.model.Receipt;
import java.time.OffsetDateTime;
import java.util.Map;

/** Written against the generated client alone: address, token, type of event, time, year, project. */
public final class Stranger {

    private Stranger() {}

    public static void main(String[] told) throws Exception {
        ApiClient client = new ApiClient();
        client.updateBaseUri(told[0]);
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + told[1]));

        Receipt receipt = new EventsApi(client)
                .sendEvents(
                        new CloudEvent()
                                .specversion(CloudEvent.SpecversionEnum._1_0)
                                .id("java")
                                .source("//stranger")
                                .type(told[2])
                                .time(OffsetDateTime.parse(told[3]))
                                .data(Map.of("answered", true)),
                        null);
        System.out.println("accepted " + receipt.getAccepted());
        IndicatorsApi indicators = new IndicatorsApi(client);
        for (Indicator one : indicators.listIndicators(Integer.valueOf(told[4]), null, null, told[5], null)) {
            System.out.println(one.getId() + " is " + one.getVerdict() + " as of " + one.getAsOf().toInstant());
        }
        try {
            indicators.listIndicators(Integer.valueOf(told[4]), null, null, "no-such-project", null);
        } catch (ApiException refused) {
            System.out.println("refused " + refused.getCode() + " " + refused.getResponseBody());
        }
    }
}
