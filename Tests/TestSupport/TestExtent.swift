#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How many cases of the large test matrices are run.
package enum TestExtent {
    /// Every case, as `make test-all` does (`KUBELB_CTL_TESTS=all`), or a fixed sample of them.
    package static let isWhole = getenv("KUBELB_CTL_TESTS").map { String(cString: $0) } == "all"

    /// Every case if the run is a whole one, otherwise one of each `share` in their order. Tests of the same cases sample
    /// different ones if they give different offsets.
    package static func sample<Case>(_ cases: [Case], oneIn share: Int, offset: Int = 0) -> [Case] {
        isWhole ? cases : cases.enumerated().filter { $0.offset % share == offset % share }.map(\.element)
    }
}
