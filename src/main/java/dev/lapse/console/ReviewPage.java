package dev.lapse.console;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.discover.Decision;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.catalog.review.Preview;
import dev.lapse.catalog.review.Review;
import dev.lapse.file.WrongFile;
import dev.lapse.security.Caller;
import jakarta.annotation.PreDestroy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * The open decisions of the catalog, one at a time. All who review a store see the same decision;
 * an answer to one that was answered meanwhile is refused.
 */
@Controller
class ReviewPage {
  private final Supplier<Catalog> catalog;
  private final Function<String, Review> open;

  /** Guarded by this page. */
  private final Map<String, Review> reviews = new HashMap<>();

  ReviewPage(Supplier<Catalog> catalog, Function<String, Review> open) {
    this.catalog = catalog;
    this.open = open;
  }

  /** One answer, as the page shows it. */
  record Shown(int number, List<String> lines, String effect) {}

  @GetMapping("/catalog/review")
  synchronized String show(
      @RequestParam(name = "store", defaultValue = "") String store, Model page, Caller caller) {
    page.addAttribute("caller", caller);
    page.addAttribute("stores", catalog.get().stores().stream().map(Store::name).toList());
    page.addAttribute("store", store);
    Review review = reviews.get(store);
    page.addAttribute("started", review != null);
    if (review != null) {
      page.addAttribute("left", review.left());
      page.addAttribute("putOff", review.putOff());
      page.addAttribute("mayUndo", review.mayUndo());
      try {
        review.next().ifPresent(decision -> decision(review, decision, page));
      } catch (StoreUnreachable away) {
        page.addAttribute("wrong", String.valueOf(away.getMessage()));
      }
    }
    return "catalog-review";
  }

  private static void decision(Review review, Decision decision, Model page) {
    Preview.Sample sample = review.sample(decision);
    List<Shown> answers = new ArrayList<>();
    for (Decision.Answer answer : decision.answers()) {
      answers.add(
          new Shown(
              answers.size() + 1, answer.lines(), review.preview(decision, answer).sentence()));
    }
    page.addAttribute("decision", decision);
    page.addAttribute("answers", answers);
    page.addAttribute("sample", sample.lines());
    page.addAttribute("question", decision.question().lines().toList());
    page.addAttribute("types", sample.types());
  }

  /** Discovers the store anew; what was answered is in the file. */
  @PostMapping("/catalog/review/start")
  synchronized String start(@RequestParam("store") String store, RedirectAttributes way) {
    Review before = reviews.remove(store);
    if (before != null) {
      before.close();
    }
    return sayWhy(store, way, name -> reviews.put(name, open.apply(name)));
  }

  /**
   * @param decision the name of the decision that was shown
   * @param number of one of its answers; 0 for an answer of one's own
   * @param sure false to see what an answer of one's own would do before it is written
   */
  @PostMapping("/catalog/review/answer")
  synchronized String answer(
      @RequestParam("store") String store,
      @RequestParam("decision") String decision,
      @RequestParam(name = "number", defaultValue = "0") int number,
      @RequestParam(name = "own", defaultValue = "") String own,
      @RequestParam(name = "sure", defaultValue = "false") boolean sure,
      RedirectAttributes way) {
    return sayWhy(
        store,
        way,
        name -> {
          Decision shown = shown(name, decision);
          if (number > 0 && number <= shown.answers().size()) {
            review(name).answer(shown, shown.answers().get(number - 1));
          } else if (own.contains(":") && sure) {
            review(name).answer(shown, own.strip());
          } else if (own.contains(":")) {
            way.addFlashAttribute("effects", review(name).effect(shown, own.strip()));
            way.addFlashAttribute("own", own.strip());
          } else {
            throw new IllegalArgumentException(
                "write for example: owned-by: account_id, or: shared: true");
          }
        });
  }

  @PostMapping("/catalog/review/later")
  synchronized String later(
      @RequestParam("store") String store,
      @RequestParam("decision") String decision,
      RedirectAttributes way) {
    return sayWhy(store, way, name -> review(name).later(shown(name, decision)));
  }

  @PostMapping("/catalog/review/undo")
  synchronized String undo(@RequestParam("store") String store, RedirectAttributes way) {
    return sayWhy(store, way, name -> review(name).undo());
  }

  private Review review(String store) {
    return Optional.ofNullable(reviews.get(store))
        .orElseThrow(
            () -> new IllegalArgumentException("this review has ended; look at the store again"));
  }

  private Decision shown(String store, String name) {
    return review(store)
        .next()
        .filter(next -> next.name().equals(name))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' was answered meanwhile; this is the next".formatted(name)));
  }

  /** What a person can correct is said above the same decision. */
  private static String sayWhy(String store, RedirectAttributes way, Consumer<String> change) {
    try {
      change.accept(store);
    } catch (WrongFile | IllegalArgumentException | StoreUnreachable wrong) {
      way.addFlashAttribute("wrong", String.valueOf(wrong.getMessage()));
    }
    way.addAttribute("store", store);
    return "redirect:/catalog/review";
  }

  @PreDestroy
  synchronized void close() {
    reviews.values().forEach(Review::close);
    reviews.clear();
  }
}
