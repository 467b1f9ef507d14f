package io.dabiao.ingest.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.dabiao.budget.Allowance;
import java.io.IOException;

/** Walks the fields of a message in protobuf, each a step of the allowance; what no one takes is passed over. */
abstract class ProtobufFields {

    static final int BYTES = WireFormat.WIRETYPE_LENGTH_DELIMITED;

    final Allowance allowance;

    ProtobufFields(Allowance allowance) {
        this.allowance = allowance;
    }

    /** Takes a field, or leaves it to be passed over. */
    interface Taker {
        boolean take(int field, int type, CodedInputStream in) throws IOException;
    }

    final void fields(CodedInputStream in, Taker taker) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            allowance.step();
            if (!taker.take(WireFormat.getTagFieldNumber(tag), WireFormat.getTagWireType(tag), in)) {
                in.skipField(tag);
            }
        }
    }

    /** The fields of the message that the current field holds. */
    final void inside(CodedInputStream in, Taker taker) throws IOException {
        int limit = in.pushLimit(in.readRawVarint32());
        fields(in, taker);
        in.popLimit(limit);
    }
}
