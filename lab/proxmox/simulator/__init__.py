"""A simulated Proxmox VE cluster for the lab, on top of fakepve.

fakepve knows the API's schema, its wording, VMs, pools, storages and firewalls. This package adds
what a Terraform provider needs to find the same thing again that it wrote: hot-plug and pending
changes, base volumes of linked clones, migration, HA, backup and replication jobs, users and ACLs.

Input: a folder with secrets.json. Output: an HTTPS endpoint on loopback, announced by ready.json.
Each module adds one class to the chain that ends in cluster.LabCluster.
"""
