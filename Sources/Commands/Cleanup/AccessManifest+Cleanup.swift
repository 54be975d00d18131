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
          resources: ["loadbalancers", "routes"]
          verbs: [delete, patch]
        - apiGroups: ["\(KubeLBNames.group)"]
          resources: ["syncsecrets"]
          verbs: [delete]
        - apiGroups: [""]
          resources: ["services"]
          verbs: [delete]
        - apiGroups: ["networking.k8s.io"]
          resources: ["ingresses"]
          verbs: [delete]
        - apiGroups: ["gateway.networking.k8s.io"]
          resources: ["gateways", "grpcroutes", "httproutes"]
          verbs: [delete]
        ---
        # Tenant cluster: for kubelb-ctl cleanup --remove-finalizers KIND/NAME only.
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: kubelb-ctl-tenant-cleanup
        rules:
        - apiGroups: [""]
          resources: ["services"]
          verbs: [patch]
        - apiGroups: ["networking.k8s.io"]
          resources: ["ingresses"]
          verbs: [patch]
        - apiGroups: ["gateway.networking.k8s.io"]
          resources: ["gateways", "grpcroutes", "httproutes"]
          verbs: [patch]

        """
    }
}
