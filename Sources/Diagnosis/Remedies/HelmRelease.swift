import KubeLB
import Kubernetes
import Topology

/// The Helm release that one of KubeLB's controllers was installed with, for commands that change it.
package struct HelmRelease: Sendable {
    /// `kubelb-ccm`, or `kubelb-ccm-ee` in the Enterprise Edition.
    private let chart: String
    private let side: ClusterSide
    package let name: String
    package let namespace: String
    /// nil where neither Helm's labels nor the image say it.
    package let version: String?
    /// Whether the Deployment runs a newer version than its chart: the roles and CRDs are those of the chart.
    package let isBehindImage: Bool

    /// By what Helm writes on the Deployment; the documented names where that could not be read.
    package init(of controller: Controller) {
        let deployment = controller.diagnosedDeployment
        let metadata = deployment?.metadata ?? ObjectMeta()
        let appName = controller.role.appName
        let installed = metadata.labels["helm.sh/chart"].flatMap { Self.chart(label: $0, appName: appName) }
        let image = deployment.flatMap { controller.container(of: $0.state.template)?.image } ?? ""
        let tag = ReleaseVersion.tag(ofImage: image)
        chart = installed?.name ?? (image.contains("\(appName)-ee") ? "\(appName)-ee" : appName)
        side = controller.role.side
        name =
            metadata.annotations["meta.helm.sh/release-name"] ?? metadata.labels["app.kubernetes.io/instance"]
            ?? appName
        namespace = metadata.annotations["meta.helm.sh/release-namespace"] ?? controller.namespace
        // KubeLB releases charts and images under one version. Where somebody changed the image alone, its own chart fits it.
        let (running, charted) = (ReleaseVersion(tag), installed.flatMap { ReleaseVersion($0.version) })
        isBehindImage =
            running.map { running in charted.map { $0 < running && !$0.hasSameMinor(as: running) } ?? false } ?? false
        version = isBehindImage ? tag : installed?.version ?? (running == nil ? nil : tag)
    }

    /// `kubelb-ccm-v1.4.3` and `kubelb-ccm-ee-v1.4.3`, which charts write as `<name>-<version>`.
    private static func chart(label: String, appName: String) -> (name: String, version: String)? {
        for name in [appName + "-ee", appName] where label.hasPrefix(name + "-") {
            let version = label.dropFirst(name.count + 1)
            // A label cannot hold the `+` of a version, so Helm's charts write `_`.
            return version.isEmpty ? nil : (name, String(version.map { $0 == "_" ? "+" : $0 }))
        }
        return nil
    }

    /// Changes one value and leaves the others, and the version: without it Helm takes the newest chart.
    package func set(_ name: String, _ value: HelmValue, _ context: CheckContext) -> ShellCommand {
        context.helm(
            side,
            """
            upgrade \(words: release) \(option: "--version", version) --reuse-values \
            --set \(name)=\(value.word)
            """)
    }

    package func upgrade(to version: String, _ context: CheckContext) -> ShellCommand {
        context.helm(side, "upgrade \(words: release) --reuse-values --version \(version)")
    }

    /// Helm installs the CRDs of a chart once and does not upgrade them.
    package func applyCRDs(version: String? = nil, _ context: CheckContext) -> Remedy {
        .fix(
            "apply the CRDs of the chart; Helm does not upgrade them",
            ShellCommand("helm show crds \(Self.source(of: chart)) \(option: "--version", version ?? self.version)")
                .piped(into: context.kubectl(side, "apply --server-side -f -"), onNewLine: true))
    }

    /// Installs a controller in the edition and version of a release: KubeLB's two controllers have to agree.
    package static func install(
        _ controller: Controller, namespace: String, like other: HelmRelease, options: ShellWords = "",
        _ context: CheckContext
    ) -> ShellCommand {
        let chart = controller.role.appName + (other.chart.hasSuffix("-ee") ? "-ee" : "")
        return context.helm(
            controller.role.side,
            """
            install \(chart) \(source(of: chart)) -n \(namespace) --create-namespace \
            \(option: "--version", other.version) \(words: options)
            """)
    }

    private var release: ShellWords { "\(name) \(Self.source(of: chart)) -n \(namespace)" }

    private static func source(of chart: String) -> String { "oci://quay.io/kubermatic/helm-charts/\(chart)" }
}

/// A value as `helm --set` takes it, which knows a syntax of its own.
package struct HelmValue: Sendable, ExpressibleByStringLiteral {
    package let word: ShellWord

    /// A text that may come from a cluster: nothing in it ends the value or begins a list (helm.sh, "The Format and
    /// Limitations of --set").
    package init(_ text: String) {
        word = ShellWord(text.map { "\\,{}".contains($0) ? "\\\($0)" : String($0) }.joined())
    }

    package init(stringLiteral value: String) { self.init(value) }

    /// A variable that the reader sets.
    package static func variable(_ name: StaticString, _ meaning: StaticString) -> HelmValue {
        HelmValue(word: .variable(name, meaning))
    }

    private init(word: ShellWord) { self.word = word }
}
