/** What a gRPC server says of its own health. */
package io.dabiao.check.grpc;
