package io.dabiao.ingest.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.dabiao.budget.Allowance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads an {@code ExportMetricsServiceRequest} in protobuf (opentelemetry-proto 1.x), field by field: what is not needed, such as
 * exemplars, is passed over and never becomes an object.
 */
final class ProtobufMetrics extends ProtobufFields {

    private static final int CUMULATIVE = 2;
    private static final int NO_VALUE = 1;

    /** A small body can hold millions of almost empty messages. */
    private static final int MOST_POINTS = 200_000;

    private final List<Metric> metrics = new ArrayList<>();
    private int points;

    private ProtobufMetrics(Allowance allowance) {
        super(allowance);
    }

    /** @throws IOException where it is none */
    static List<Metric> read(byte[] body, Allowance allowance) throws IOException {
        ProtobufMetrics reader = new ProtobufMetrics(allowance);
        reader.fields(CodedInputStream.newInstance(body), (field, type, in) -> {
            if (field == 1 && type == BYTES) {
                reader.resource(in);
                return true;
            }
            return false;
        });
        return reader.metrics;
    }

    private void resource(CodedInputStream in) throws IOException {
        Map<String, String> attributes = new TreeMap<>();
        int first = metrics.size();
        inside(in, (field, type, one) -> {
            if (field == 1 && type == BYTES) {
                inside(
                        one,
                        (inner, kind, attribute) -> inner == 1 && kind == BYTES && attribute(attribute, attributes));
                return true;
            }
            if (field == 2 && type == BYTES) {
                inside(one, (inner, kind, metric) -> inner == 2 && kind == BYTES && metric(metric, attributes));
                return true;
            }
            return false;
        });
        // A resource may stand behind its metrics: they share the map, which is complete only now.
        for (int i = first; i < metrics.size(); i++) {
            Metric one = metrics.get(i);
            metrics.set(
                    i,
                    new Metric(
                            one.name(),
                            one.unit(),
                            one.shape(),
                            one.monotonic(),
                            Collections.unmodifiableMap(attributes),
                            one.points()));
        }
    }

    private boolean metric(CodedInputStream in, Map<String, String> resource) throws IOException {
        String[] named = {"", ""};
        Metric.Shape[] shape = {Metric.Shape.OTHER};
        boolean[] monotonic = new boolean[1];
        List<Metric.Point> read = new ArrayList<>();
        inside(in, (field, type, one) -> {
            if (type != BYTES) {
                return false;
            }
            switch (field) {
                case 1 -> named[0] = one.readString();
                case 3 -> named[1] = one.readString();
                case 5 -> shape[0] = data(one, Metric.Shape.GAUGE, monotonic, read);
                case 7 -> shape[0] = data(one, Metric.Shape.SUM, monotonic, read);
                case 9 -> shape[0] = data(one, Metric.Shape.HISTOGRAM, monotonic, read);
                case 10 -> shape[0] = data(one, Metric.Shape.EXPONENTIAL, monotonic, read);
                case 11 -> shape[0] = data(one, Metric.Shape.SUMMARY, monotonic, read);
                default -> {
                    return false;
                }
            }
            return true;
        });
        metrics.add(new Metric(named[0], named[1], shape[0], monotonic[0], resource, List.copyOf(read)));
        return true;
    }

    private Metric.Shape data(CodedInputStream in, Metric.Shape shape, boolean[] monotonic, List<Metric.Point> read)
            throws IOException {
        int[] temporality = {CUMULATIVE};
        inside(in, (field, type, one) -> {
            if (field == 1 && type == BYTES) {
                if (++points > MOST_POINTS) {
                    throw new IOException("the request has more than " + MOST_POINTS + " points");
                }
                read.add(new Reading().point(one, shape));
                return true;
            }
            if (field == 2 && type == WireFormat.WIRETYPE_VARINT) {
                temporality[0] = one.readEnum();
                return true;
            }
            if (field == 3 && type == WireFormat.WIRETYPE_VARINT) {
                monotonic[0] = one.readBool();
                return true;
            }
            return false;
        });
        return temporality[0] == CUMULATIVE || shape == Metric.Shape.EXPONENTIAL ? shape : Metric.Shape.DELTA;
    }

    /** One point under way. */
    private final class Reading {

        private final Map<String, String> attributes = new TreeMap<>();
        private final List<Long> buckets = new ArrayList<>();
        private final List<Double> bounds = new ArrayList<>();
        private final Map<Double, Double> quantiles = new TreeMap<>();
        private long start;
        private long time;
        private double value = Double.NaN;
        private long count;
        private boolean none;

        Metric.Point point(CodedInputStream in, Metric.Shape shape) throws IOException {
            boolean number = shape == Metric.Shape.GAUGE || shape == Metric.Shape.SUM;
            int attributesAt = shape == Metric.Shape.HISTOGRAM ? 9 : shape == Metric.Shape.EXPONENTIAL ? 1 : 7;
            int flagsAt = number || shape == Metric.Shape.SUMMARY ? 8 : 10;
            inside(in, (field, type, one) -> {
                if (field == attributesAt && type == BYTES) {
                    return attribute(one, attributes);
                }
                if (field == flagsAt && type == WireFormat.WIRETYPE_VARINT) {
                    none = (one.readUInt32() & NO_VALUE) != 0;
                    return true;
                }
                if (type == WireFormat.WIRETYPE_FIXED64 && (field == 2 || field == 3)) {
                    long nanos = one.readFixed64();
                    start = field == 2 ? nanos : start;
                    time = field == 3 ? nanos : time;
                    return true;
                }
                return number ? number(field, type, one) : distribution(field, type, one, shape);
            });
            return new Metric.Point(
                    attributes, start, time, value, count, List.copyOf(buckets), List.copyOf(bounds), quantiles, none);
        }

        private boolean number(int field, int type, CodedInputStream in) throws IOException {
            if (type != WireFormat.WIRETYPE_FIXED64 || field != 4 && field != 6) {
                return false;
            }
            value = field == 4 ? in.readDouble() : in.readSFixed64();
            return true;
        }

        private boolean distribution(int field, int type, CodedInputStream in, Metric.Shape shape) throws IOException {
            if (field == 4 && type == WireFormat.WIRETYPE_FIXED64) {
                count = in.readFixed64();
            } else if (field == 5 && type == WireFormat.WIRETYPE_FIXED64) {
                value = in.readDouble();
            } else if (shape == Metric.Shape.HISTOGRAM && field == 6) {
                packed(in, type, one -> buckets.add(one.readFixed64()));
            } else if (shape == Metric.Shape.HISTOGRAM && field == 7) {
                packed(in, type, one -> bounds.add(one.readDouble()));
            } else if (shape == Metric.Shape.SUMMARY && field == 6 && type == BYTES) {
                double[] pair = new double[2];
                inside(in, (inner, kind, one) -> {
                    if (kind != WireFormat.WIRETYPE_FIXED64 || inner < 1 || inner > 2) {
                        return false;
                    }
                    pair[inner - 1] = one.readDouble();
                    return true;
                });
                quantiles.put(pair[0], pair[1]);
            } else {
                return false;
            }
            return true;
        }
    }

    private interface One {
        void read(CodedInputStream in) throws IOException;
    }

    /** Numbers together, or each for itself. */
    private void packed(CodedInputStream in, int type, One one) throws IOException {
        if (type != BYTES) {
            one.read(in);
            return;
        }
        int limit = in.pushLimit(in.readRawVarint32());
        while (in.getBytesUntilLimit() > 0) {
            allowance.step();
            one.read(in);
        }
        in.popLimit(limit);
    }

    /** An attribute whose value is no scalar says nothing that a label could. */
    private boolean attribute(CodedInputStream in, Map<String, String> into) throws IOException {
        String[] pair = {"", null};
        inside(in, (field, type, one) -> {
            if (field == 1 && type == BYTES) {
                pair[0] = one.readString();
                return true;
            }
            if (field == 2 && type == BYTES) {
                inside(one, (inner, kind, value) -> {
                    switch (inner) {
                        case 1 -> pair[1] = value.readString();
                        case 2 -> pair[1] = Boolean.toString(value.readBool());
                        case 3 -> pair[1] = Long.toString(value.readInt64());
                        case 4 -> pair[1] = PrometheusNames.number(value.readDouble());
                        default -> {
                            return false;
                        }
                    }
                    return true;
                });
                return true;
            }
            return false;
        });
        if (pair[1] != null) {
            into.put(pair[0], pair[1]);
        }
        return true;
    }
}
