import KubeLB

extension AccessManifest {
    /// What `cleanup` needs besides, in manifests of its own: nobody has to grant it for the rest of the tool.
    static var cleanupText: String {
        """
        ---
        # Management cluster: for kubelb-ctl cleanup only. patch is needed only for --remove-finalizers.
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: kubelb-ctl-management-cleanup
        rules:
        - apiGroups: ["\(KubeLBNames.group)"]
          resources: ["loadbalancers"]
          verbs: [delete, patch]
        - apiGroups: [""]
          resources: ["services"]
          verbs: [delete]
        ---
        # Tenant cluster: for kubelb-ctl cleanup --remove-finalizers svc/NAME only.
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: kubelb-ctl-tenant-cleanup
        rules:
        - apiGroups: [""]
          resources: ["services"]
          verbs: [patch]

        """
    }
}
