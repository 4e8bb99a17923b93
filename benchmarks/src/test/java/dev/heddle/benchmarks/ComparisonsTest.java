package dev.heddle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.benchmarks.Comparison.Row;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

class ComparisonsTest {
  @Test
  void all_asBuilt_namesAllBenchmarksThereAre() {
    assertThat(benchmarks(Comparisons.all())).isEqualTo(benchmarksOfJmh());
  }

  @Test
  void all_asBuilt_namesDiffer() {
    assertThat(Comparisons.all()).extracting(Comparison::name).doesNotHaveDuplicates();
  }

  @Test
  void all_virtualThreads_needJdk21() {
    assertThat(Comparisons.all())
        .filteredOn(comparison -> benchmarks(List.of(comparison)).toString().contains("Virtual"))
        .isNotEmpty()
        .allMatch(comparison -> comparison.firstJdk() == 21);
  }

  private static Set<String> benchmarks(List<Comparison> comparisons) {
    return comparisons.stream()
        .flatMap(comparison -> comparison.rows().stream())
        .map(Row::benchmark)
        .collect(Collectors.toSet());
  }

  private static Set<String> benchmarksOfJmh() {
    return BenchmarkList.defaultList()
        .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
        .stream()
        .map(BenchmarkListEntry::getUsername)
        .collect(Collectors.toSet());
  }
}
