package lyceum

import (
	"context"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

// Right is what a group of accounts may do to a mailbox. None implies another.
type Right string

// The rights.
const (
	// RightRead is to see its status and counts, and to find it by Discover.
	RightRead Right = "read"
	// RightSend is to send to it, and to call it.
	RightSend Right = "send"
	// RightManage is to listen to it, shut its agent down, terminate it, and open its dead letters.
	RightManage Right = "manage"
)

var protoRights = map[Right]pb.Right{
	RightRead: pb.Right_RIGHT_READ, RightSend: pb.Right_RIGHT_SEND, RightManage: pb.Right_RIGHT_MANAGE,
}

// GroupShare is what a group may do to a mailbox.
type GroupShare struct {
	Group  string
	Rights []Right
}

// Share gives a group of accounts exactly these rights to a mailbox, in place of those it had; one's own mailbox, with one's own group.
// Errors: ErrMailboxNotFound, ErrMailboxTerminated, ErrNotPermitted.
func (c *Client) Share(ctx context.Context, entity EntityID, group string, rights ...Right) error {
	request := &pb.ShareRequest{Entity: entity.proto(), Group: group}
	for _, right := range rights {
		request.Rights = append(request.Rights, protoRights[right])
	}
	_, err := c.site.transport.exchange().Share(ctx, request)
	return err
}

// Unshare takes back what a group was given; a share that is not there is a no-op.
func (c *Client) Unshare(ctx context.Context, entity EntityID, group string) error {
	_, err := c.site.transport.exchange().Unshare(ctx, &pb.UnshareRequest{Entity: entity.proto(), Group: group})
	return err
}

// Shares are the groups that a mailbox is shared with.
func (c *Client) Shares(ctx context.Context, entity EntityID) ([]GroupShare, error) {
	response, err := c.site.transport.exchange().ListShares(ctx, &pb.ListSharesRequest{Entity: entity.proto()})
	if err != nil {
		return nil, err
	}
	var shares []GroupShare
	for _, told := range response.GetShares() {
		share := GroupShare{Group: told.GetGroup()}
		for _, right := range []Right{RightRead, RightSend, RightManage} {
			for _, has := range told.GetRights() {
				if has == protoRights[right] {
					share.Rights = append(share.Rights, right)
				}
			}
		}
		shares = append(shares, share)
	}
	return shares, nil
}
