/// Parts of the examples.
extension D002NoAddress {
    /// A management cluster of machines of Azure with these pods, in which another Service has an address.
    static func cloud(_ pods: String) -> String {
        """
        management:
          nodes: {mgmt-a: {spec: {providerID: "azure:///subscriptions/1/virtualMachines/mgmt-a"}}}
          pods: {\(pods)}
          services:
            infra/gateway: {spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [{ip: 198.51.100.99}]}}}
            tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}
        """
    }

    /// A line of a pod of kube-vip that cannot get its Lease.
    static func unelected(_ time: String) -> String {
        "E1122 \(time).104217 1 leaderelection.go:436] error retrieving resource lock kube-system/plndr-svcs-lock: leases "
            + "is forbidden: User system:serviceaccount:kube-system:kube-vip cannot get resource leases"
    }
}
