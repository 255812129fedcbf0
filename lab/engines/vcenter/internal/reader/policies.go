package reader

import (
	"github.com/vmware/govmomi/pbm"
	"github.com/vmware/govmomi/pbm/methods"
	pbmtypes "github.com/vmware/govmomi/pbm/types"
)

// policies looks up which storage policy something has.
type policies struct {
	client *pbm.Client
	names  map[string]string
}

func (s *session) readPolicies(*Inventory) error {
	client, err := pbm.NewClient(s.ctx, s.client.Client)
	if err != nil {
		return err
	}
	ids, err := client.QueryProfile(s.ctx, pbmtypes.PbmProfileResourceType{
		ResourceType: string(pbmtypes.PbmProfileResourceTypeEnumSTORAGE),
	}, string(pbmtypes.PbmProfileCategoryEnumREQUIREMENT))
	if err != nil {
		return err
	}
	s.policies = &policies{client, map[string]string{}}
	if len(ids) == 0 {
		return nil
	}
	found, err := client.RetrieveContent(s.ctx, ids)
	if err != nil {
		return err
	}
	for _, profile := range found {
		known := profile.GetPbmProfile()
		s.policies.names[known.ProfileId.UniqueId] = known.Name
	}
	return nil
}

// policy is the name of the policy of a machine's home (its id) or of a disk (id:key).
func (s *session) policy(kind, key string) (string, error) {
	response, err := methods.PbmQueryAssociatedProfile(s.ctx, s.policies.client, &pbmtypes.PbmQueryAssociatedProfile{
		This:   s.policies.client.ServiceContent.ProfileManager,
		Entity: pbmtypes.PbmServerObjectRef{ObjectType: kind, Key: key},
	})
	if err != nil || len(response.Returnval) == 0 {
		return "", err
	}
	id := response.Returnval[0].UniqueId
	if name, ok := s.policies.names[id]; ok {
		return name, nil
	}
	return id, nil
}
