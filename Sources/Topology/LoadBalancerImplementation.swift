import Characters
import Kubernetes

/// A program that assigns addresses to Services of type LoadBalancer, and how it is recognized.
package struct LoadBalancerImplementation: Sendable, Hashable {
    /// As people call it, for the middle of a sentence: `MetalLB`, `the cloud controller manager`.
    package let name: String
    /// Reporters of its Events; those that end in `-` are prefixes.
    fileprivate var reporters: [String] = []
    /// Reasons of Events that only it reports, for reporters whose name several programs have.
    fileprivate var reasons: [String] = []
    /// Its conditions on Services begin so.
    fileprivate var conditions: [String] = []
    /// Field managers that write the status of Services begin or end so.
    fileprivate var writers: [String] = []
    /// Whether it assigns host names, for field managers whose name several programs have; nil if it assigns either.
    fileprivate var assignsHostnames: Bool?
    /// `spec.loadBalancerClass` begins so.
    fileprivate var classes: [String] = []
    /// Annotations that it writes itself on Services that it serves.
    fileprivate var marks: [String] = []
    /// Its workload that assigns addresses.
    fileprivate var controller = Pattern()
    /// Its workload that announces them to the network; empty if the cloud does that.
    fileprivate var announcer = Pattern()
    /// Its workloads of which each carries the traffic of one Service.
    fileprivate var server = Pattern()

    /// How a workload is recognized: by the end of an image's name, or by all labels of a set.
    fileprivate struct Pattern: Sendable, Hashable {
        var images: [String] = []
        var labels: [[String: String]] = []

        func matches(_ workload: some Workload) -> Bool {
            labels.contains { set in set.allSatisfy { workload.metadata.labels[$0.key] == $0.value } }
                || workload.state.template.containers.contains { matches(image: $0.image) }
        }

        func matches(image: String) -> Bool {
            let name = Self.name(ofImage: image)
            return images.contains { name.hasSuffix($0) }
        }

        /// With a leading slash and without tag and digest: `/quay.io/metallb/speaker`.
        private static func name(ofImage image: String) -> String {
            var name = image.prefix { $0 != "@" }
            if let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") { name = name[..<colon] }
            return "/" + name
        }
    }
}

extension LoadBalancerImplementation {
    /// Sources: manifests and charts of each project; the names of their event recorders and binaries, of which the latter
    /// are the field managers unless a program names itself.
    package static let known = [
        metalLB, kubeVIP, cilium, awsLoadBalancerController, pureLB, openELB, serviceLB, avi, ncp, loxiLB, bigIP,
        cloudController,
    ]

    /// What their charts write as `app.kubernetes.io/name` on Deployments.
    package static let appNames = [
        "metallb", "kube-vip-cloud-provider", "cilium-operator", "aws-load-balancer-controller", "openelb", "purelb",
    ]

    package static let metalLB = LoadBalancerImplementation(
        name: "MetalLB", reporters: ["metallb-"], writers: ["controller"], assignsHostnames: false,
        marks: ["metallb.io/ip-allocated-from-pool", "metallb.universe.tf/ip-allocated-from-pool"],
        controller: Pattern(
            images: ["/metallb/controller", "/metallb-controller"],
            labels: [
                ["app.kubernetes.io/name": "metallb", "app.kubernetes.io/component": "controller"],
                ["app": "metallb", "component": "controller"],
            ]),
        announcer: Pattern(
            images: ["/metallb/speaker", "/metallb-speaker"],
            labels: [
                ["app.kubernetes.io/name": "metallb", "app.kubernetes.io/component": "speaker"],
                ["app": "metallb", "component": "speaker"],
            ]))

    package static let kubeVIP = LoadBalancerImplementation(
        name: "kube-vip", reporters: ["kube-vip", "kube-vip-"], writers: ["kube-vip"], classes: ["kube-vip.io/"],
        marks: ["kube-vip.io/vipHost"],
        controller: Pattern(images: ["/kube-vip-cloud-provider"], labels: [["app": "kube-vip-cloud-provider"]]),
        announcer: Pattern(images: ["/kube-vip"], labels: [["app.kubernetes.io/name": "kube-vip-ds"]]))

    package static let cilium = LoadBalancerImplementation(
        name: "Cilium", reporters: ["cilium", "cilium-"], conditions: ["cilium.io/"], writers: ["cilium-operator"],
        classes: ["io.cilium/"],
        controller: Pattern(
            images: [
                "/cilium/operator", "/cilium/operator-generic", "/cilium/operator-aws", "/cilium/operator-azure",
                "/cilium/operator-alibabacloud",
            ], labels: [["io.cilium/app": "operator"]]),
        announcer: Pattern(images: ["/cilium/cilium"], labels: [["k8s-app": "cilium"]]))

    package static let awsLoadBalancerController = LoadBalancerImplementation(
        name: "the AWS Load Balancer Controller", reporters: ["targetGroupBinding"],
        reasons: ["FailedBuildModel", "FailedDeployModel"],
        writers: ["controller"], assignsHostnames: true, classes: ["service.k8s.aws/"],
        controller: Pattern(
            images: ["/aws-load-balancer-controller"],
            labels: [["app.kubernetes.io/name": "aws-load-balancer-controller"]]))

    package static let pureLB = LoadBalancerImplementation(
        name: "PureLB", reporters: ["purelb-"], writers: ["purelb-allocator", "allocator"], classes: ["purelb.io/"],
        marks: ["purelb.io/allocated-by"],
        controller: Pattern(images: ["/purelb/allocator"]), announcer: Pattern(images: ["/purelb/lbnodeagent"]))

    package static let openELB = LoadBalancerImplementation(
        name: "OpenELB", reporters: ["openelb", "openelb-"], writers: ["openelb"],
        controller: Pattern(images: ["/openelb-controller", "/kubesphere/openelb"]),
        announcer: Pattern(images: ["/openelb-speaker"]))

    package static let serviceLB = LoadBalancerImplementation(
        name: "the ServiceLB of K3s", reporters: ["service-lb-controller"], writers: ["k3s", "rke2"],
        server: Pattern(images: ["/klipper-lb"]))

    /// Its program runs in a StatefulSet, `ako`.
    package static let avi = LoadBalancerImplementation(
        name: "the Avi Kubernetes Operator", reporters: ["avi-kubernetes-operator"], classes: ["ako.vmware.com/"])

    /// Its manifest, of the NSX Container Plugin.
    package static let ncp = LoadBalancerImplementation(
        name: "NCP of VMware NSX", reporters: ["nsx-container-ncp", "nsx-ncp"],
        controller: Pattern(
            images: ["/nsx-ncp", "/nsx-ncp-ubuntu", "/nsx-ncp-rhel", "/nsx-ncp-photon", "/nsx-ncp-ubi"],
            labels: [["component": "nsx-ncp"]]))

    package static let loxiLB = LoadBalancerImplementation(
        name: "LoxiLB", classes: ["loxilb.io/"], controller: Pattern(images: ["/kube-loxilb"]))

    package static let bigIP = LoadBalancerImplementation(
        name: "F5 BIG-IP CIS", reporters: ["k8s-bigip-ctlr"],
        controller: Pattern(images: ["/k8s-bigip-ctlr"]))

    /// The settings of the Avi Kubernetes Operator, in the namespace where its chart is installed.
    package static let aviConfigMap = (namespace: "avi-system", name: "avi-k8s-config")

    package static let cloudController = LoadBalancerImplementation(
        name: "the cloud controller manager", reporters: ["service-controller", "gce-cloudprovider"],
        writers: ["cloud-controller-manager"],
        controller: Pattern(
            images: [
                "cloud-controller-manager", "/harvester-cloud-provider", "/cloud-provider-equinix-metal",
                "/cloudstack-kubernetes-provider", "/cloud-provider-oci", "/yawol-cloud-controller",
            ], labels: [["component": "cloud-controller-manager"]]))
}

extension LoadBalancerImplementation {
    /// By an Event that it reports. `service-controller` is the name of a library, which kube-vip and K3s use as well.
    package static func reporting(_ reason: String, as reporter: String) -> LoadBalancerImplementation? {
        known.first { implementation in
            implementation.reasons.contains(reason)
                || implementation.reporters.contains { $0.hasSuffix("-") ? reporter.hasPrefix($0) : reporter == $0 }
        }
    }

    /// Whether a pod is one of its own, by its images: some run in DaemonSets or as static pods.
    package func owns(_ pod: Pod) -> Bool {
        [controller, announcer].contains { pattern in
            pod.spec.containers.contains { pattern.matches(image: $0.image) }
        }
    }

    /// Whether it may report Events as `service-controller`.
    package var usesServiceController: Bool { [.kubeVIP, .serviceLB, .cloudController].contains(self) }

    /// The name at the beginning of a sentence.
    package var nameAtStart: String { name.hasPrefix("the ") ? "The " + name.dropFirst(4) : name }

    /// By the type of a condition on a Service.
    package static func writing(condition: String) -> LoadBalancerImplementation? {
        known.first { implementation in implementation.conditions.contains { condition.hasPrefix($0) } }
    }

    /// By a Service's class.
    package static func serving(class name: String) -> LoadBalancerImplementation? {
        known.first { implementation in implementation.classes.contains { name.hasPrefix($0) } }
    }

    /// The program that an annotation of a Service without a class asks for: the cloud controller manager then skips the
    /// Service (cloud-provider-aws, `isLBExternal`).
    package static func requested(
        by service: Service
    ) -> (implementation: LoadBalancerImplementation, annotation: String, value: String)? {
        let name = "service.beta.kubernetes.io/aws-load-balancer-type"
        guard service.loadBalancerClass == nil, let value = service.metadata.annotations[name],
            ["external", "nlb-ip"].contains(value)
        else { return nil }
        return (.awsLoadBalancerController, name, value)
    }

    /// The address that kube-vip's cloud provider has chosen for a Service whose status no pod of kube-vip has written: they
    /// do that when they take the address up. Also what a tenant's Service requests by the same annotation.
    package static func chosenAddress(of service: Service) -> String? {
        guard service.ingress.isEmpty else { return nil }
        return service.metadata.annotations["kube-vip.io/loadbalancerIPs"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// By what it wrote on a Service to which it gave an address.
    package static func havingServed(_ service: Service) -> LoadBalancerImplementation? {
        guard !service.ingress.isEmpty else { return nil }
        if let marked = known.first(where: { $0.marks.contains { service.metadata.annotations[$0] != nil } }) {
            return marked
        }
        let met = service.conditions.filter { $0.status == "True" }
        return met.lazy.compactMap { writing(condition: $0.type) }.first ?? lastWriter(of: service)
    }

    /// By the field managers of a Service's status, the last one first.
    package static func lastWriter(of service: Service) -> LoadBalancerImplementation? {
        let hasHostname = service.ingress.contains { $0.hostname != nil }
        return service.metadata.statusWriters.lazy.compactMap { writer in
            known.first { implementation in
                implementation.assignsHostnames.map { $0 == hasHostname } ?? true
                    && implementation.writers.contains { writer.hasPrefix($0) || writer.hasSuffix($0) }
            }
        }.first
    }
}

extension ObjectMeta {
    /// The field managers of the status, the last to write first.
    fileprivate var statusWriters: [String] {
        managedFields.filter { $0.subresource == "status" && $0.members.contains("status") }
            .sorted { ($0.time?.milliseconds ?? 0) > ($1.time?.milliseconds ?? 0) }.map(\.manager)
    }

    /// When the status was written last; nil if no writer is known.
    package var lastStatusWrite: Timestamp? {
        managedFields.filter { $0.subresource == "status" && $0.members.contains("status") }.compactMap(\.time).max()
    }
}

/// A workload of a load-balancer implementation.
package struct LoadBalancerWorkload: Sendable, Hashable {
    package let implementation: LoadBalancerImplementation
    package let role: Role
    /// `Deployment` or `DaemonSet`.
    package let kind: String
    package let metadata: ObjectMeta
    package let state: WorkloadState

    package enum Role: Sendable, Hashable {
        /// Assigns addresses.
        case controller
        /// Announces them to the network.
        case announcer
        /// Carries the traffic of one Service.
        case server
    }

    /// nil for a workload that belongs to none.
    package init?<Item: Workload>(_ workload: Item) {
        for implementation in LoadBalancerImplementation.known {
            let roles = [
                (Role.controller, implementation.controller), (.announcer, implementation.announcer),
                (.server, implementation.server),
            ]
            if let role = roles.first(where: { $0.1.matches(workload) })?.0 {
                self.implementation = implementation
                self.role = role
                kind = Item.kind
                metadata = workload.metadata
                state = workload.state
                return
            }
        }
        return nil
    }

    /// The name of the container of its pods that does its work: others collect metrics or run FRR.
    package var container: String? {
        let containers = state.template.containers
        let patterns = [implementation.controller, implementation.announcer, implementation.server]
        return
            (containers.first { container in patterns.contains { $0.matches(image: container.image) } }
            ?? containers.first)?.name
    }

    /// The containers whose logs say how it does its work. MetalLB's speakers leave BGP to FRR in a container of its own.
    package var loggingContainers: [String] {
        guard let container else { return [] }
        let isAnnouncer = implementation == .metalLB && role == .announcer
        let frr = state.template.containers.map(\.name).filter { isAnnouncer && $0 == "frr" && $0 != container }
        return [container] + frr
    }

    /// `Deployment metallb-system/controller`.
    package var reference: String { "\(kind) \(metadata.path)" }

    package var isStopped: Bool { state.ready == 0 }

    /// The Service whose traffic it carries: `tenant-acme/envoy-…`. K3s writes these labels on the DaemonSets of its ServiceLB.
    package var servedService: String? { servedService(by: metadata.labels) }

    /// The same by labels of its pods, which carry them in every version.
    package func servedService(by labels: [String: String]) -> String? {
        guard role == .server, let name = labels["svccontroller.k3s.cattle.io/svcname"] else { return nil }
        return "\(labels["svccontroller.k3s.cattle.io/svcnamespace"] ?? metadata.namespace)/\(name)"
    }

    /// The only class that it serves; empty if it serves Services without a class. nil for a workload whose arguments do not
    /// decide that. MetalLB skips Services of another class than that of `--lb-class`, and those without it if they have one.
    package var onlyClass: String? {
        guard role == .controller, implementation == .metalLB else { return nil }
        return state.template.containers.lazy.compactMap { $0.value(ofFlag: "lb-class") }.first ?? ""
    }
}

extension Topology {
    /// The workloads of load-balancer implementations in the management cluster, as far as they could be read.
    package var loadBalancerWorkloads: [LoadBalancerWorkload] {
        let deployments = list(.management, Deployment.self).value?.items ?? []
        let daemonSets = list(.management, DaemonSet.self).value?.items ?? []
        return deployments.compactMap { LoadBalancerWorkload($0) } + daemonSets.compactMap { LoadBalancerWorkload($0) }
    }
}
