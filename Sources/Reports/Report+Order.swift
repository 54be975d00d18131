import Diagnosis
import KubeLB
import Topology

extension Health {
    /// The order of rows that people read: worst first; those that fare alike keep their order. Documents for programs keep the
    /// order of names.
    static func worstFirst<Element>(_ elements: [Element], _ health: (Element) -> Health) -> [Element] {
        elements.enumerated().map { (rank: health($0.element).rank, offset: $0.offset, element: $0.element) }
            .sorted { ($0.rank, $0.offset) < ($1.rank, $1.offset) }.map(\.element)
    }
}

extension Report {
    /// Worst first, unless `--sort-by` was used; named ones stay as they were named.
    func problemsFirst<Element>(_ elements: [Element], _ resource: (Element) -> StagedResource) -> [Element] {
        kind == .service || isSorted ? elements : Health.worstFirst(elements) { health(of: resource($0)) }
    }

    /// Services, then objects of Layer 7, as the tables list them.
    var orderedResources: [StagedResource] {
        problemsFirst(services) { StagedResource($0) }.map(StagedResource.init)
            + RouteKind.allCases.flatMap { kind in
                problemsFirst(routes.filter { $0.exposure.kind == kind }) { StagedResource($0) }
                    .map(StagedResource.init)
            }
    }
}
