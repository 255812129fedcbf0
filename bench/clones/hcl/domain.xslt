<?xml version="1.0"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output omit-xml-declaration="yes" indent="yes"/>
  <xsl:template match="node()|@*">
    <xsl:copy><xsl:apply-templates select="node()|@*"/></xsl:copy>
  </xsl:template>
  <xsl:template match="/domain/os/loader/@secure">
    <xsl:attribute name="secure">yes</xsl:attribute>
  </xsl:template>
  <xsl:template match="/domain/features">
    <xsl:copy><xsl:apply-templates select="node()|@*"/><smm state="on"/></xsl:copy>
  </xsl:template>
  <xsl:template match="/domain/devices/disk[@device='cdrom']/target">
    <target dev="sda" bus="scsi"/><readonly/>
  </xsl:template>
  <xsl:template match="/domain/devices/graphics|/domain/devices/video|/domain/devices/audio"/>
  <xsl:template match="/domain/devices/tpm">
    <tpm model="tpm-crb"><xsl:apply-templates select="node()"/></tpm>
  </xsl:template>
  <xsl:template match="/domain/devices/interface">
    <xsl:copy><xsl:apply-templates select="node()|@*"/><filterref filter="clean-traffic"/></xsl:copy>
  </xsl:template>
  <xsl:template match="/domain/devices">
    <xsl:copy>
      <xsl:apply-templates select="node()|@*"/>
      <controller type="scsi" model="virtio-scsi"/>
      <controller type="usb" model="none"/>
      <memballoon model="none"/>
    </xsl:copy>
  </xsl:template>
</xsl:stylesheet>
