/// A code that was planned, or given, and that no finding bears: with the reason, so that nobody plans it again.
package struct WithdrawnCheck: Sendable, Hashable {
    package let code: CheckCode
    package let title: String
    /// What stands against it, and where its question is answered instead.
    package let reason: String
}

extension Catalogue {
    /// In the order of their codes. They are never given to other checks.
    package static let withdrawn = [
        WithdrawnCheck(
            code: "M011", title: "Installed definitions lack fields of the manager's version",
            reason: """
                A CustomResourceDefinition does not record its KubeLB release, and no object records which fields a release needs, \
                so every result would be a guess. Missing definitions are reported as KLC-M004, different versions as \
                KLC-V001.
                """),
        WithdrawnCheck(
            code: "N007", title: "Nodes are listed with names that Envoy cannot resolve",
            reason: """
                Only the management cluster's own DNS could show this, and it cannot be queried from outside. The symptoms are \
                reported: an Envoy that rejects its configuration as KLC-D008, nodes that do not respond as KLC-D010 and \
                KLC-D011.
                """),
        WithdrawnCheck(
            code: "D013", title: "The PodMonitor of Envoy selects no pods",
            reason: """
                It is about monitoring, not about whether a Service is reachable. The metrics that other checks need are read \
                from the pods directly.
                """),
        WithdrawnCheck(
            code: "D014", title: "Envoy's listeners conflict",
            reason: """
                The manager's metrics (KubeLB v1.3 to v1.4) have no counter of dropped listeners, only one of duplicate ports \
                that it removed at startup. Current duplicate ports are reported as KLC-D004, a configuration that Envoy \
                rejects as KLC-D008.
                """),
    ]
}
