extension D002Examples {
    /// Programs that are installed, run, and cannot serve the Service as they are.
    static let ofSettings: [CheckExample] = [
        .fires(
            .error, "the platform does not serve what its cloud controller manager creates",
            """
            management:
              deployments.apps: {kube-system/harvester-cloud-provider: {spec: {replicas: 1, selector: {matchLabels: {app: ccm}},
                template: {spec: {containers: [{name: ccm, image: "docker.io/rancher/harvester-cloud-provider:v0.2.4"}]}}},
                status: {replicas: 1, readyReplicas: 1}}}
              services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
              events: {tenant-acme/e1: {type: Warning, reason: SyncLoadBalancerFailed, count: 12,
                message: "Error syncing load balancer: failed to ensure load balancer: create or update lb default/x failed, error: \
            the server could not find the requested resource (post loadbalancers.meta.k8s.io)",
                lastTimestamp: "2026-11-22T11:58:00Z", involvedObject: {kind: Service, namespace: tenant-acme,
                name: envoy-00000000-0000-4000-8000-000000000001}, source: {component: service-controller}}}
            """),
        .fires(.error, "kube-vip serves the control plane only", kubeVIP(#"[{name: cp_enable, value: "true"}]"#)),
        .fires(
            .error, "kube-vip is configured not to serve Services", kubeVIP(#"[{name: svc_enable, value: "false"}]"#)),
        .fires(
            .error, "kube-vip serves Services, and no pod has acquired the address",
            kubeVIP(#"[{name: cp_enable, value: "true"}, {name: svc_enable, value: "true"}]"#)),
    ]

    /// kube-vip with these variables, whose cloud provider has chosen an address.
    private static func kubeVIP(_ variables: String) -> String {
        """
        management:
          daemonsets.apps: {kube-system/kube-vip-ds: {metadata: {labels: {app.kubernetes.io/name: kube-vip-ds}},
            spec: {selector: {matchLabels: {app: vip}}, template: {spec: {containers: [{name: kube-vip,
              image: "ghcr.io/kube-vip/kube-vip:v0.9.2", args: [manager], env: \(variables)}]}}},
            status: {desiredNumberScheduled: 2, numberReady: 2}}}
          services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
            metadata: {annotations: {kube-vip.io/loadbalancerIPs: 198.51.100.24}}, status: {loadBalancer: null}}}
        """
    }
}
