/// Workloads of MetalLB that several examples have.
enum BalancerExamples {
    static func controller(ready: Int, desired: Int = 1, class name: String? = nil) -> String {
        """
        metallb-system/controller: {metadata: {creationTimestamp: "2026-11-22T09:00:00Z", labels: {app: metallb, component: controller}},
          spec: {replicas: \(desired), selector: {matchLabels: {app: metallb, component: controller}}, template: {spec: {
            containers: [{name: controller, image: "quay.io/metallb/controller:v0.15.2", args: ["--port=7472"\(
              name.map { ", \"--lb-class=\($0)\"" } ?? "")]}]}}},
          status: {replicas: \(desired), readyReplicas: \(ready)}}
        """
    }

    /// Hetzner's, with these variables in its environment.
    static func cloudController(_ variables: String) -> String {
        """
        deployments.apps: {kube-system/ccm: {spec: {replicas: 1, selector: {matchLabels: {app: ccm}}, template: {spec: {
            containers: [{name: ccm, image: "docker.io/hetznercloud/hcloud-cloud-controller-manager:v1.27.0",
              env: \(variables)}]}}}, status: {replicas: 1, readyReplicas: 1}}}
        """
    }

    /// Hetzner's, with its pod, whose log is `management/kube-system/ccm-1/ccm.log`.
    static let runningCloudController = """
        \(cloudController("[]"))
          pods: {kube-system/ccm-1: {metadata: {labels: {app: ccm}}, status: {phase: Running,
            conditions: [{type: Ready, status: "True"}]}}}
        """

    static func speaker(ready: Int, desired: Int = 2, created: String = "09:00:00") -> String {
        """
        metallb-system/speaker: {metadata: {creationTimestamp: "2026-11-22T\(created)Z", labels: {
            app.kubernetes.io/name: metallb, app.kubernetes.io/component: speaker}},
          spec: {selector: {matchLabels: {component: speaker}}},
          status: {desiredNumberScheduled: \(desired), numberReady: \(ready)}}
        """
    }

    /// The DaemonSet with which ServiceLB serves port 80 of a Service.
    static func nodePorts(_ namespace: String, _ service: String, ready: Int) -> String {
        """
        kube-system/svclb-\(service): {metadata: {labels: {svccontroller.k3s.cattle.io/svcname: \(service),
            svccontroller.k3s.cattle.io/svcnamespace: \(namespace)}},
          spec: {selector: {matchLabels: {app: svclb-\(service)}}, template: {spec: {containers: [{name: lb-tcp-80,
            image: "rancher/klipper-lb:v0.4.13", ports: [{containerPort: 80, hostPort: 80, protocol: TCP}]}]}}},
          status: {desiredNumberScheduled: 2, numberReady: \(ready)}}
        """
    }

    /// The envoy Service with an address from MetalLB.
    static let served = """
        services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
            metadata: {annotations: {metallb.io/ip-allocated-from-pool: main}}}}
        """
}
