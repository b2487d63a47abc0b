"""Whether the regions of articles are right, and what finding them costs.

    python -m benchmarks.regions --articles news.jsonl.gz [--sample 200] [--seed 7] [--failures 30] [--read 50]

Articles are JSON Lines with id, title and text; those with `region_hint` say
where their outlet is at home. That is no gold: outlets print news of the whole
country too, so what fails is printed to be read (`--failures`), as are articles
drawn from all of them (`--read`). The hint and the outlet are not looked at by
what is measured.
"""

import argparse
import gzip
import json
import random
import time
from pathlib import Path
from typing import Any

from indexer import Article
from indexer.about import About
from indexer.analyzed import zone_texts
from indexer.cleaning.gazetteer import gazetteer
from indexer.cleaning.place_names import subject
from indexer.cleaning.places import places_of
from indexer.language import analyze

BEGINNING = 300
"""Code points of a text that are shown."""


def main() -> None:
    """Measure, and print what is to be read."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=Path, required=True)
    options.add_argument("--sample", type=int, default=200)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--failures", type=int, default=0)
    options.add_argument("--read", type=int, default=0)
    chosen = options.parse_args()
    rows = [json.loads(line) for line in gzip.decompress(chosen.articles.read_bytes()).split(b"\n") if line]
    rng = random.Random(chosen.seed)
    hinted = [row for row in rows if row.get("region_hint")]
    sample = rng.sample(hinted, min(chosen.sample, len(hinted)))
    found = {row["id"]: about for row, about in timed([*hinted, *rng.sample(rows, min(2000, len(rows)))])}
    tell("sample", sample, found)
    tell("all", hinted, found)
    wrong = [row for row in sample if subject(row["region_hint"]) not in found[row["id"]].region_names]
    for row in wrong[: chosen.failures]:
        show(row, found[row["id"]])
    drawn = [row for row in rng.sample(rows, len(rows)) if row["id"] in found]
    for row in drawn[: chosen.read]:
        show(row, found[row["id"]])


def timed(rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], About]]:
    """What each article is about; prints the time that took, and that of the analysis."""
    begun = time.process_time()
    gazetteer()
    print(f"gazetteer {time.process_time() - begun:.2f} s")
    done = []
    analysis = places = 0.0
    for row in rows:
        texts = zone_texts(Article(id=row["id"], title=row["title"], text=row["text"]))
        begun = time.process_time()
        tokens = {zone: analyze(text) for zone, text in texts.items()}
        analyzed = time.process_time()
        done.append((row, places_of(texts, tokens)))
        places += time.process_time() - analyzed
        analysis += analyzed - begun
    print(f"analysis {1e6 * analysis / len(rows):.0f} µs, places {1e6 * places / len(rows):.0f} µs an article")
    return done


def tell(name: str, rows: list[dict[str, Any]], found: dict[str, About]) -> None:
    """How often the hint is among the regions, and how many regions there are."""
    abouts = [found[row["id"]] for row in rows]
    right = sum(subject(row["region_hint"]) in about.region_names for row, about in zip(rows, abouts, strict=True))
    first = sum(
        about.region_names[:1] == (subject(row["region_hint"]),) for row, about in zip(rows, abouts, strict=True)
    )
    none = sum(not about.regions for about in abouts)
    mean = sum(len(about.regions) for about in abouts) / len(rows)
    print(
        f"{name}: {len(rows)} articles, hint among the regions {right / len(rows):.3f}, first {first / len(rows):.3f}, "
        f"no region {none / len(rows):.3f}, regions an article {mean:.2f}"
    )


def show(row: dict[str, Any], about: About) -> None:
    """An article and its regions, to be read."""
    regions = "; ".join(f"{region.name} ({', '.join(region.words)})" for region in about.regions) or "none"
    print(f"\n{row['source']} [{row.get('region_hint') or '-'}] -> {regions}")
    print(f"  {row['title']} // {' '.join(row['text'][:BEGINNING].split())}")


if __name__ == "__main__":
    main()
