package lyceum

import (
	"encoding/json"
	"fmt"

	pb "github.com/lyceum-agents/lyceum/clients/go/gen/lyceum/v1"
)

// Role is what kind of entity an id names.
type Role string

// The roles.
const (
	// RoleAgent is a program with actions; it answers requests.
	RoleAgent Role = "agent"
	// RoleUser is a client; it sends requests and receives answers.
	RoleUser Role = "user"
)

// EntityID names an agent or a user. It is a plain value that travels; two ids are equal when role and uid are.
type EntityID struct {
	UID  string `json:"uid"`
	Role Role   `json:"role"`
	// Name is for people; empty means none.
	Name string `json:"name"`
}

// AgentID names an agent by its uid.
func AgentID(uid string) EntityID { return EntityID{UID: uid, Role: RoleAgent} }

// Same tells whether two ids name the same entity.
func (id EntityID) Same(other EntityID) bool { return id.UID == other.UID && id.Role == other.Role }

// String is how it reads in a message.
func (id EntityID) String() string {
	if id.Name == "" {
		return fmt.Sprintf("%s %s", id.Role, id.UID)
	}
	return fmt.Sprintf("%s %s (%s)", id.Role, id.Name, id.UID)
}

// UnmarshalJSON reads an id in the form that it travels in, or in protobuf's own (ROLE_AGENT).
func (id *EntityID) UnmarshalJSON(data []byte) error {
	var form struct {
		UID  string `json:"uid"`
		Role string `json:"role"`
		Name string `json:"name"`
	}
	if err := json.Unmarshal(data, &form); err != nil {
		return err
	}
	role := Role(form.Role)
	switch form.Role {
	case "ROLE_AGENT":
		role = RoleAgent
	case "ROLE_USER":
		role = RoleUser
	}
	if form.UID == "" || (role != RoleAgent && role != RoleUser) {
		return fmt.Errorf(`an entity is {"uid": ..., "role": "agent" or "user"}, this is %s`, data)
	}
	*id = EntityID{UID: form.UID, Role: role, Name: form.Name}
	return nil
}

func (id EntityID) key() string { return string(id.Role) + "/" + id.UID }

func (id EntityID) proto() *pb.EntityId {
	role := pb.Role_ROLE_AGENT
	if id.Role == RoleUser {
		role = pb.Role_ROLE_USER
	}
	return &pb.EntityId{Uid: id.UID, Role: role, Name: id.Name}
}

func entityOf(id *pb.EntityId) EntityID {
	role := RoleAgent
	if id.GetRole() == pb.Role_ROLE_USER {
		role = RoleUser
	}
	return EntityID{UID: id.GetUid(), Role: role, Name: id.GetName()}
}
