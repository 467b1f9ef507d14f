package io.dabiao.app;

import io.dabiao.cli.Commands;
import io.dabiao.launch.Service;
import io.dabiao.launch.StartRefused;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.time.Clock;

/** Starts the service where nothing or {@code serve} alone is asked for, else the command line, in the same process. */
@QuarkusMain
public class Main {

    public static void main(String[] arguments) throws IOException {
        // The service starts without loading the command line: start-up time matters there.
        if (arguments.length == 0 || arguments.length == 1 && arguments[0].equals("serve")) {
            try {
                Service.run();
            } catch (StartRefused refused) {
                System.err.println("dabiao: " + refused.getMessage());
                System.exit(1);
            }
        } else {
            System.exit(Commands.run(arguments, Clock.systemUTC()));
        }
    }
}
