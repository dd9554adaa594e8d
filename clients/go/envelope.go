package lyceum

import (
	"strconv"
	"unicode/utf8"

	"google.golang.org/grpc/codes"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

// maxBodyBytes is what cannot be written at all. The exchange's own limit is lower, and its own to tell.
const maxBodyBytes = maxFrameBytes - 64<<10

// checkEnvelope refuses what cannot be written.
func checkEnvelope(envelope *pb.Envelope) error {
	texts := []string{
		envelope.GetAction(), envelope.GetLabel(), envelope.GetMediaType(), envelope.GetTraceparent(), envelope.GetTracestate(),
		envelope.GetDest().GetUid(), envelope.GetDest().GetName(), envelope.GetTargetId(),
	}
	for _, text := range texts {
		if !utf8.ValidString(text) {
			return invalidArguments("%q is no UTF-8 and cannot be sent", text)
		}
	}
	if bytes := len(envelope.GetBody()); bytes > maxBodyBytes {
		err := fault(ErrMessageTooLarge, codes.InvalidArgument,
			"the body has %d bytes, no message may have more than %d; send less, or in several messages", bytes, maxBodyBytes)
		err.Facts = map[string]string{"size": strconv.Itoa(bytes), "limit": strconv.Itoa(maxBodyBytes)}
		return err
	}
	return nil
}
