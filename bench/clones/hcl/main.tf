# The same machines in hand-written HCL, on the same provider.

terraform {
  required_providers {
    libvirt = {
      source  = "dmacvicar/libvirt"
      version = "0.8.3"
    }
  }
}

variable "members" {
  type = set(string)
}

variable "pool" {
  type = string
}

variable "template" {
  type = string
}

variable "network" {
  type = string
}

variable "cpu_count" {
  type = number
}

variable "memory_mebibytes" {
  type = number
}

variable "domain_type" {
  type = string
}

# Folder with user-data, meta-data and network-config of each member.
variable "seeds" {
  type = string
}

resource "libvirt_volume" "system" {
  for_each       = var.members
  name           = "${each.key}.system.qcow2"
  pool           = var.pool
  base_volume_id = var.template
  format         = "qcow2"
}

resource "libvirt_cloudinit_disk" "seed" {
  for_each       = var.members
  name           = "${each.key}.seed.iso"
  pool           = var.pool
  user_data      = file("${var.seeds}/${each.key}/user-data")
  meta_data      = file("${var.seeds}/${each.key}/meta-data")
  network_config = file("${var.seeds}/${each.key}/network-config")
}

resource "libvirt_domain" "vm" {
  for_each  = var.members
  name      = each.key
  type      = var.domain_type
  machine   = "q35"
  vcpu      = var.cpu_count
  memory    = var.memory_mebibytes
  cloudinit = libvirt_cloudinit_disk.seed[each.key].id
  firmware  = "/usr/share/OVMF/OVMF_CODE_4M.ms.fd"

  cpu {
    mode = "maximum"
  }

  nvram {
    file     = "/var/lib/libvirt/qemu/nvram/${each.key}.fd"
    template = "/usr/share/OVMF/OVMF_VARS_4M.ms.fd"
  }

  tpm {
    backend_type    = "emulator"
    backend_version = "2.0"
  }

  disk {
    volume_id = libvirt_volume.system[each.key].id
  }

  network_interface {
    network_name = var.network
  }

  console {
    type        = "pty"
    target_port = "0"
    target_type = "serial"
  }

  xml {
    xslt = file("${path.module}/domain.xslt")
  }
}
