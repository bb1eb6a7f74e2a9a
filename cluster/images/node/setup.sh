# Turns the packages and kind's files into a node. Runs once, while the image is built.
set -o errexit -o nounset -o pipefail

chmod 0755 /kind/bin /kind/bin/* /usr/local/bin/*
chmod 0755 /usr/bin/kubelet /usr/bin/kubeadm /usr/bin/kubectl
echo "v${KUBERNETES_VERSION}" >/kind/version
mkdir -p /opt/cni/bin /kind/images /etc/kubernetes/manifests
cp /usr/lib/cni/* /opt/cni/bin/

# Debian's containerd is in another place than kind's.
sed -i 's#^ExecStart=.*#ExecStart=/usr/bin/containerd#' /etc/systemd/system/containerd.service
# A sandbox without CAP_SYS_RESOURCE cannot lower a process's OOM score.
sed -i -e "s#^\( *sandbox_image = \).*#\1\"registry.k8s.io/pause:${PAUSE_IMAGE_TAG}\"#" \
    -e 's#^\( *restrict_oom_score_adj = \).*#\1true#' /etc/containerd/config.toml
ctr oci spec \
    | jq '.hooks.createContainer += [{"path": "/kind/bin/mount-product-files.sh"}]
          | del(.process.rlimits)' >/etc/containerd/cri-base.json

# Only what a node needs is started; the kernel-wide binary formats are the host's.
rm -f /lib/systemd/system/multi-user.target.wants/* /etc/systemd/system/*.wants/* \
    /lib/systemd/system/local-fs.target.wants/* /lib/systemd/system/basic.target.wants/* \
    /lib/systemd/system/sockets.target.wants/*udev* \
    /lib/systemd/system/sockets.target.wants/*initctl* \
    /lib/systemd/system/sysinit.target.wants/systemd-tmpfiles-setup.service
systemctl enable kubelet.service containerd.service undo-mount-hacks.service import-images.service
systemctl mask systemd-binfmt.service
echo "ReadKMsg=no" >>/etc/systemd/journald.conf
ln -sf /lib/systemd/systemd /sbin/init
